# The version and the packages.

## deb                   makes a package for Debian, in build/deb
## rpm                   makes a package for Fedora and RHEL, in build/rpm
## dist-shared-hosting   makes an archive, in build/, for hosts without root access

DESCRIBED := $(shell test -e .git && git --no-optional-locks describe --always \
	--dirty --match 'v$(VERSION)' 2>/dev/null)
# A build from a commit names the commit as well.
IS_TAGGED    := $(filter v$(VERSION)%,$(DESCRIBED))
text.version := $(if $(IS_TAGGED),$(DESCRIBED:v%=%),$(VERSION)$(DESCRIBED:%=+%))
TELL_VERSION := $(O)/tools/echoappctl.o $(O)/status/main.o
$(TELL_VERSION): OBJECT_FLAGS = -DVERSION='"$(text.version)"'
$(TELL_VERSION): $(O)/version

.PHONY: deb rpm dist-shared-hosting
deb:
	@scripts/deps.sh deb
	@scripts/deb.sh $(VERSION)
rpm:
	@scripts/deps.sh run rpm
	@scripts/rpm.sh $(VERSION)

# For a host without root access and without the libraries.  The host's glibc is
# mostly older than this machine's, so glibc is linked statically, too.  Static
# programs cannot look up users, hosts and character sets, which none of them does;
# but libcurl has no complete static form, so echoappctl-http uses the host's
# libcurl and glibc.
#
# One program answers all hooks, because a program of 8.4 MB for each would take
# 390 MB.  A hook can still have a program of its own: see deploy/htaccess.in.
S       := $(O)/static
ARCHIVE := build/echoapp-$(VERSION)-shared-hosting.tar.gz
STATIC_LIBS = $(shell pkg-config --static --libs json-c sqlite3 nettle libpcre2-8 libzstd zlib libseccomp libcrypto) -lcrypt
# The linker warns of lookups that the libraries could make; V=1 shows the warnings.
quietly = $(if $(V),,2>$@.said || { cat $@.said; exit 1; })

$(S)/echoapp.fcgi $(S)/echoappctl: LIBS = $(STATIC_LIBS)
# Static programs cannot load libcrypto.
$(S)/echoapp.fcgi $(S)/echoappctl: $(O)/shared/proof/crypto_library_linked.o
$(S)/echoapp.fcgi: $(MAIN) $(O)/fcgi/dispatch_all.o $(ALL) $(LIB)
	$(call link,-s -static-pie $(quietly))
$(S)/echoappctl: $(O)/tools/wcs/hook_client_absent.o $(CTL)
	$(call link,-s -static-pie $(quietly))
$(S)/echoappctl-http: LIBS = -Wl,-Bstatic $(filter-out -lm,$(STATIC_LIBS)) -Wl,-Bdynamic -lcurl -lm
$(S)/echoappctl-http: $(CTL)
	$(call link,-s $(quietly))

$(ARCHIVE): $(S)/echoapp.fcgi $(S)/echoappctl $(S)/echoappctl-http $(D)/htaccess \
    deploy/shared-hosting/README scripts/pack.sh scripts/fill.sh $(CONFS) \
    $(MANPAGES) $(wildcard scenarios/*)
	$(call say,PACK)
	$(Q)scripts/pack.sh $(VERSION) $(S) $(D)/htaccess $@

dist-shared-hosting:
	@scripts/deps.sh run dist
	@$(MAKE) --no-print-directory $(ARCHIVE)
