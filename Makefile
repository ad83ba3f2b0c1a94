# make            builds every program
# make run        serves 127.0.0.1:9091     PORT= HOST= STATE_DIR= ECHOAPP_CONF=
# make check      runs all tests
# make bench      measures
# make fuzz       any bytes into any hook   SECONDS=60
# make screenshots  pictures of the page, in build/screenshots
# make deps       installs, or names, what the others need
# make install    PREFIX=/usr/local DESTDIR= SYSCONFDIR= STATEDIR=; and uninstall
# make deb        a package for Debian, in build/deb
# make dist-shared-hosting  an archive to unpack where there is no root, in build/
#
# SAN=address,undefined and CC=clang go with any of them; each kind of build
# has its own directory below build/.

CC      ?= cc
ifeq ($(origin CC),default)
CC      := gcc
endif
CFLAGS  ?= -O2 -g
VERSION := 0.1.0
# And the commit, where there is one to name.
DESCRIBED = $(shell test -e .git && git --no-optional-locks describe --always \
	   --dirty --match 'v$(VERSION)' 2>/dev/null)
NAMED   = $(if $(filter v$(VERSION)%,$(1)),$(1:v%=%),$(VERSION)$(1:%=+%))
# Where an installed program looks; echoapp.conf and ECHOAPP_CONF come first.
PREFIX     ?= /usr/local
SYSCONFDIR ?= $(PREFIX:/usr=)/etc/echoapp
STATEDIR   ?= /var/lib/echoapp
RUNDIR     ?= /run/echoapp
BINDIR     ?= $(PREFIX)/bin
LIBEXECDIR ?= $(PREFIX)/libexec/echoapp
DATADIR    ?= $(PREFIX)/share/echoapp
MANDIR     ?= $(PREFIX)/share/man
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
# systemd looks below /usr/local, too; lighttpd only where Debian has it.
SYSTEMDDIR ?= $(PREFIX)/lib
UNITDIR    ?= $(SYSTEMDDIR)/systemd/system
LIGHTTPDDIR ?= /etc/lighttpd
# Whom the web server's programs run as.
OWNER      ?= www-data
# Where the web servers' configurations in deploy/ listen.
LISTEN     ?= 127.0.0.1:9091
O       := build/$(notdir $(CC))$(if $(SAN),-$(SAN))
# Where the programs go: what is built plainly is what is run.
P       := $(if $(SAN),$(O)/fcgi,fcgi)

WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wold-style-definition -Wformat=2 -Wundef -Wpointer-arith \
	   -Wwrite-strings -Wvla $(if $(CI),-Werror)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
	   -fno-omit-frame-pointer)
JSON_INC := $(shell pkg-config --cflags json-c 2>/dev/null)
JSON_LIB := $(shell pkg-config --libs json-c 2>/dev/null || echo -ljson-c)
SQL_LIB  := $(shell pkg-config --libs sqlite3 2>/dev/null || echo -lsqlite3)
HMAC_LIB := $(shell pkg-config --libs nettle 2>/dev/null || echo -lnettle)
PCRE_LIB := $(shell pkg-config --libs libpcre2-8 2>/dev/null || echo -lpcre2-8)
LIBS     := $(JSON_LIB) $(SQL_LIB) $(HMAC_LIB) $(PCRE_LIB) -lcrypt
# Ours first, the user's last: what is given on the command line adds.
COMPILE  = $(CC) -std=c17 -D_GNU_SOURCE -Ishared -Itools -I. -MMD -MP $(WARN) $(SANFLAGS) \
	   $(JSON_INC) $(CPPFLAGS) $(CFLAGS)
LINK     = $(CC) $(SANFLAGS) $(CFLAGS) $(LDFLAGS)
# The library and the handlers need each other, whichever comes first.
ALL_OF   = -Wl,--start-group $^ -Wl,--end-group

HANDLERS := $(sort $(basename $(notdir $(wildcard handlers/*.c))))
PROGRAMS := $(HANDLERS:%=$(P)/%.fcgi)
ROUTED   := programs sockets hooks status-programs status-sockets \
	    apache-fcgid apache-proxy apache-cgi nginx list target
ROUTES   := $(ROUTED:%=$(P)/%.conf)
SHARED   := $(patsubst %.c,$(O)/%.o,$(wildcard shared/*/*.c))
LIB      := $(O)/libechoapp.a
# The same handlers under names of their own, for programs that want them all.
ALL      := $(O)/liball.a

, := ,
# V=1 shows the commands.
Q := $(if $(V),,@)
# What is made every time is only new when it is another.
keep_same = $(Q)if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),@:,@echo "  $(1) $@")

.PHONY: all tests always deb run check screenshots bench bench-latency bench-index \
	bench-rules bench-servers bench-play bench-page fuzz deps lint clean \
	dist-shared-hosting
.DELETE_ON_ERROR:
.SECONDARY:

# echoappctl: one file per command, those that end in a struct command.
COMMANDS := $(sort $(basename $(notdir $(shell grep -l '^const struct command ' tools/*/*.c))))
TOOL     := $(if $(SAN),$(O)/tools,tools)/echoappctl
# Its parts, for who wants one of them.
PARTS    := $(O)/libtools.a
CURL_LIB := $(shell pkg-config --libs libcurl 2>/dev/null || echo -lcurl)
CTL_PARTS := $(O)/tools/echoappctl.o $(O)/tools/commands.o $(PARTS) $(ALL) $(LIB)
# Where an installed echoappctl looks for scenarios.
SCENARIODIR ?= $(DATADIR)/scenarios

# What bash completes, as the tool tells it.
COMPLETION := $(O)/echoappctl.bash

all: $(PROGRAMS) $(P)/status.fcgi $(ROUTES) $(TOOL) $(COMPLETION) deployed

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

# What knows a path is made anew when that is another.
PATHS := $(SYSCONFDIR) $(STATEDIR) $(RUNDIR) $(LIBEXECDIR) $(DATADIR) \
	 $(SCENARIODIR) $(LISTEN) $(OWNER)
.PHONY: always
$(O)/paths: always
	@mkdir -p $(@D)
	@echo '$(PATHS)' | cmp -s - $@ || echo '$(PATHS)' > $@

$(O)/shared/conf/conf.o $(O)/shared/conf/conf_keys.o \
    $(O)/tools/play/scenario_find.o $(O)/tools/doctor/doctor.o \
    $(O)/tools/wcs/hook_client_absent.o: $(O)/paths
$(O)/shared/conf/conf.o $(O)/shared/conf/conf_keys.o: CPPFLAGS += -DSYSCONFDIR='"$(SYSCONFDIR)"' \
    -DSTATEDIR='"$(STATEDIR)"'

$(LIB): $(SHARED) $(O)/all/hook_roles.o
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

# connect tells WCS of all hooks, and so has to know them.
$(P)/connect.fcgi $(O)/tests/contract/connect: $(ALL) $(LIB)

GATEWAY := $(O)/fcgi/gateway.o $(O)/fcgi/reexec.o
MAIN    := $(O)/fcgi/main.o $(GATEWAY) $(O)/fcgi/response_head.o $(O)/fcgi/htaccess.o

# A program is main with what it needs, one handler, and the library.
$(P)/%.fcgi: $(MAIN) $(O)/fcgi/dispatch_one.o $(O)/handlers/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) -lfcgi $(LIBS)

# The one that answers no hooks: front, the API, what echoappctl is made of, and
# the library.
$(P)/status.fcgi: $(patsubst %.c,$(O)/%.o,$(wildcard status/*.c status/*/*.c)) \
    $(GATEWAY) $(PARTS) $(ALL) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) -lfcgi $(LIBS)

$(O)/all/%.o: $(O)/handlers/%.o
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym method=method_$* \
	    --redefine-sym __odr_asan.method=__odr_asan.method_$* $< $@

$(O)/all/methods.c: Makefile $(wildcard handlers)
	@mkdir -p $(@D)
	$(Q){ echo '#include "protocol/methods.h"'; \
	  for h in $(HANDLERS); do \
	    echo "extern const struct method method_$$h;"; done; \
	  echo 'const struct named_method methods[] = {'; \
	  for h in $(HANDLERS); do echo "{ \"$$h\", &method_$$h },"; done; \
	  echo '{ 0, 0 } };'; } > $@

$(O)/all/methods.o: $(O)/all/methods.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

# What hooks mean to the index, from the handlers: every program knows all.
$(O)/print_hook_roles: $(O)/scripts/print_hook_roles.o $(ALL) $(SHARED)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

$(O)/all/hook_roles.c: $(O)/print_hook_roles
	$(call say,MAKE)
	$(Q)$< > $@

$(O)/all/hook_roles.o: $(O)/all/hook_roles.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(ALL): $(HANDLERS:%=$(O)/all/%.o) $(O)/all/methods.o
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

$(O)/routes: $(patsubst %.c,$(O)/%.o,$(wildcard fcgi/routes/*.c)) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

$(P)/%.conf: $(O)/routes
	@mkdir -p $(@D)
	$(call say,MAKE)
	$(Q)$(O)/routes $* > $@

# What an operator copies: the templates in deploy/, with the paths of an
# installation.  LISTEN is where WCS finds the hooks.
D         := $(patsubst %fcgi,%deploy,$(P))
TEMPLATES := $(notdir $(basename $(wildcard deploy/*.in)))
DEPLOYED  := $(TEMPLATES:%=$(D)/%) $(D)/lighttpd-sockets.conf
FILL       = PROGRAMS='$(LIBEXECDIR)' WWW='$(DATADIR)/www' RUN='$(RUNDIR)' \
	   CONF='$(SYSCONFDIR)/echoapp.conf' STATE='$(STATEDIR)' \
	   LISTEN='$(LISTEN)' OWNER='$(OWNER)' scripts/fill.sh $(P)
.PHONY: deployed
deployed: $(DEPLOYED)

# Debian's lighttpd may write to this one, and makes it anew at every boot.
$(D)/lighttpd.conf: RUNDIR = /run/lighttpd
$(D)/lighttpd.conf: HOW = programs
$(D)/lighttpd-sockets.conf: HOW = sockets
$(D)/%: deploy/%.in $(ROUTES) scripts/fill.sh Makefile $(O)/paths
	@mkdir -p $(@D)
	$(call say,FILL)
	$(Q)HOW=$(HOW) $(FILL) $< > $@

$(D)/lighttpd-sockets.conf: deploy/lighttpd.conf.in $(ROUTES) scripts/fill.sh \
    Makefile $(O)/paths
	@mkdir -p $(@D)
	$(call say,FILL)
	$(Q)HOW=$(HOW) $(FILL) $< > $@

# At no time is a program missing or half there: a server may just start it.
# Never over a configuration that is there; lighttpd's, which knows the hooks,
# is only kept where it was edited.  The state is the owner's, and is only made
# where the machine is this one.
MANPAGES := $(wildcard man/*.[1-8])
CONFS    := $(wildcard echoapp.conf rules.conf)
UNITS    := echoapp.target echoapp@.socket echoapp@.service
COPIED   := $(filter-out %/tmpfiles.conf %/sysusers.conf $(UNITS:%=$(D)/%),\
	    $(DEPLOYED)) $(wildcard deploy/*.md deploy/*.yml deploy/*.json)
into      = $(DESTDIR)$(1)
LIGHTTPD  = $(call into,$(LIGHTTPDDIR))
untouched = cmp -s $(LIGHTTPD)/conf-available/50-echoapp.conf \
	    $(call into,$(DATADIR))/deploy/lighttpd.conf

.PHONY: install uninstall
install: all
	install -d $(call into,$(BINDIR)) $(call into,$(LIBEXECDIR)) \
	    $(call into,$(SYSCONFDIR)) $(call into,$(DATADIR)/www) \
	    $(call into,$(DATADIR)/deploy) $(call into,$(SCENARIODIR)) \
	    $(call into,$(UNITDIR))
	install -d -m 700 $(call into,$(STATEDIR))
	for p in $(PROGRAMS) $(P)/status.fcgi $(TOOL)-http; do \
	  install $$p $(call into,$(LIBEXECDIR))/.new && \
	  mv $(call into,$(LIBEXECDIR))/.new \
	    $(call into,$(LIBEXECDIR))/$${p##*/} || exit; \
	done
	install $(TOOL) $(call into,$(BINDIR))
	install -D -m 644 $(COMPLETION) $(call into,$(BASHDIR))/echoappctl
	install -m 644 $(wildcard www/*) $(call into,$(DATADIR)/www)
	install -m 644 $(UNITS:%=$(D)/%) $(call into,$(UNITDIR))
	for c in tmpfiles sysusers; do \
	  install -D -m 644 $(D)/$$c.conf \
	    $(call into,$(SYSTEMDDIR))/$$c.d/echoapp.conf || exit; \
	done
	$(if $(LIGHTTPDDIR),[ ! -d "$(or $(DESTDIR),$(LIGHTTPDDIR))" ] || { \
	    [ -e $(LIGHTTPD)/conf-available/50-echoapp.conf ] && \
	    ! $(untouched); } || \
	  install -D -m 644 $(D)/lighttpd.conf \
	    $(LIGHTTPD)/conf-available/50-echoapp.conf)
	install -m 644 $(COPIED) $(call into,$(DATADIR)/deploy)
	chmod 755 $(call into,$(DATADIR)/deploy/sockets.sh)
	$(if $(wildcard scenarios/*),install -m 644 $(wildcard scenarios/*) \
	    $(call into,$(SCENARIODIR)))
	for m in $(MANPAGES); do \
	  install -D -m 644 $$m $(call into,$(MANDIR))/man$${m##*.}/$${m##*/} || exit; \
	done
	for c in $(CONFS); do \
	  [ -e $(call into,$(SYSCONFDIR))/$$c ] || { \
	    sed 's,^state_dir = .*,#state_dir = $(STATEDIR),' $$c \
	      > $(call into,$(SYSCONFDIR))/$$c && \
	    chmod 644 $(call into,$(SYSCONFDIR))/$$c; } || exit; \
	done
	[ -n "$(DESTDIR)" ] || ! id $(OWNER) >/dev/null 2>&1 || \
	  chown $(OWNER) $(STATEDIR)

# The state stays, and a configuration that was edited.  lighttpd would not
# start any more without the programs that it is to start.
uninstall:
	rm -f $(HANDLERS:%=$(call into,$(LIBEXECDIR))/%.fcgi) \
	    $(call into,$(LIBEXECDIR))/status.fcgi \
	    $(call into,$(LIBEXECDIR))/echoappctl-http \
	    $(call into,$(BINDIR))/echoappctl \
	    $(call into,$(BASHDIR))/echoappctl \
	    $(UNITS:%=$(call into,$(UNITDIR))/%) \
	    $(call into,$(SYSTEMDDIR))/tmpfiles.d/echoapp.conf \
	    $(call into,$(SYSTEMDDIR))/sysusers.d/echoapp.conf \
	    $(LIGHTTPD)/conf-enabled/50-echoapp.conf
	! $(untouched) || rm -f $(LIGHTTPD)/conf-available/50-echoapp.conf
	rm -rf $(call into,$(DATADIR))
	for m in $(MANPAGES); do \
	  rm -f $(call into,$(MANDIR))/man$${m##*.}/$${m##*/}; \
	done
	for c in $(CONFS); do \
	  sed 's,^state_dir = .*,#state_dir = $(STATEDIR),' $$c | \
	    cmp -s - $(call into,$(SYSCONFDIR))/$$c && \
	    rm -f $(call into,$(SYSCONFDIR))/$$c; \
	done; :
	for d in $(LIBEXECDIR) $(SYSCONFDIR) $(STATEDIR); do \
	  [ ! -d $(call into,$$d) ] || \
	    rmdir --ignore-fail-on-non-empty $(call into,$$d); \
	done

deb:
	@scripts/deps.sh deb
	@scripts/deb.sh $(VERSION)

# For a host of somebody else, with neither root nor our libraries.  Its glibc is
# mostly older than ours, so that has to be in the programs as well.  What it
# cannot do then, to look up users, hosts and character sets, none of them
# does; but libcurl, which has no static form worth the name: the echoappctl that
# asks servers is linked with the host's, and its glibc.
#
# One program answers all hooks, where each of its own would have 3.7 MB, 180 MB
# in all.  A hook can have a program of its own all the same: see
# deploy/htaccess.in.
S          := $(O)/static
ARCHIVE    := build/echoapp-$(VERSION)-shared-hosting.tar.gz
PLAIN_LIBS  = $(shell pkg-config --static --libs json-c sqlite3 nettle \
	      libpcre2-8) -lcrypt
# The linker warns of what libraries might do; who wants to know has V=1.
LINK_QUIETLY = $(LINK) -s -o $@ $(1) $(if $(V),,2>$@.said || { cat $@.said; exit 1; })

$(S)/echoapp.fcgi: $(MAIN) $(O)/fcgi/dispatch_all.o $(ALL) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(call LINK_QUIETLY,-static-pie $(ALL_OF) -lfcgi $(PLAIN_LIBS))

$(S)/echoappctl: $(O)/tools/wcs/hook_client_absent.o $(CTL_PARTS)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(call LINK_QUIETLY,-static-pie $(ALL_OF) $(PLAIN_LIBS))

$(S)/echoappctl-http: $(CTL_PARTS)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(call LINK_QUIETLY,$(ALL_OF) -Wl$(,)-Bstatic $(filter-out -lm,$(PLAIN_LIBS)) \
	    -Wl$(,)-Bdynamic $(CURL_LIB) -lm)

$(ARCHIVE): $(S)/echoapp.fcgi $(S)/echoappctl $(S)/echoappctl-http \
    $(D)/htaccess deploy/shared-hosting/README scripts/pack.sh scripts/fill.sh \
    $(CONFS) $(MANPAGES) $(wildcard scenarios/*)
	$(call say,PACK)
	$(Q)scripts/pack.sh $(VERSION) $(S) $(D)/htaccess $@

dist-shared-hosting:
	@scripts/deps.sh run dist
	@$(MAKE) --no-print-directory $(ARCHIVE)

# The tests.  tests/shared asks the library, tests/fcgi a real server; the
# contract is linked with every handler in turn.
HARNESS   := $(O)/libharness.a
ROOMS     := $(notdir $(patsubst %/,%,$(wildcard shared/*/)))
UNIT      := $(patsubst %.c,$(O)/%,$(wildcard $(ROOMS:%=tests/%/test_*.c)))
CONTRACTS := $(HANDLERS:%=$(O)/tests/contract/%)
SERVED    := $(patsubst %.c,$(O)/%,$(wildcard tests/fcgi/test_*.c))
CHECK_LIB := $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)

$(O)/tests/%.o: CPPFLAGS += -Itests

$(HARNESS): $(patsubst %.c,$(O)/%.o,$(wildcard tests/support/*.c))
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

$(UNIT): %: %.o $(HARNESS) $(LIB) $(ALL)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS)

$(O)/tests/contract/%: $(O)/tests/contract.o $(O)/handlers/%.o $(HARNESS) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS)

$(O)/tests/fcgi/test_%: $(O)/tests/fcgi/test_%.o $(HARNESS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

# Preloaded by one of them, to make it midnight.
SHIFT := $(O)/tests/fcgi/shift.so
$(SHIFT): tests/fcgi/shift.c
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) -fPIC -shared -o $@ $<

# tests/deploy asks every server of tests/servers, which TEST_SERVER names.
BEHIND := $(O)/tests/deploy/test_deployed $(O)/tests/deploy/environment

$(O)/tests/deploy/test_%: $(O)/tests/deploy/test_%.o \
    $(O)/tests/deploy/bodies.o $(O)/tests/deploy/silence.o \
    $(O)/tests/deploy/server_variables.o $(O)/tests/deploy/page.o \
    $(O)/tests/deploy/upgrade.o $(HARNESS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

$(O)/tests/deploy/environment: $(O)/tests/deploy/environment.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ -lfcgi

# tests/tools runs echoappctl, which TEST_TOOL names.
TOOLTESTS := $(patsubst %.c,$(O)/%,$(wildcard tests/tools/*/test_*.c))

$(PARTS): $(patsubst %.c,$(O)/%.o,$(filter-out %/hook_client_absent.c,\
    $(wildcard tools/*/*.c)))
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

$(TOOLTESTS): %: %.o $(HARNESS) $(PARTS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

# tests/status asks the program of the API, which TEST_STATUS names.
STATUSTESTS := $(patsubst %.c,$(O)/%,$(wildcard tests/status/test_*.c))

$(O)/tests/status/test_%: $(O)/tests/status/test_%.o $(HARNESS) $(PARTS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

tests: $(UNIT) $(CONTRACTS) $(SERVED) $(SHIFT) $(TOOLTESTS) $(STATUSTESTS) $(BEHIND)

# Not by the time of tools/, which changes with every program linked there.
$(O)/tools/commands.c: always
	@mkdir -p $(@D)
	$(Q){ echo '#include "command.h"'; \
	  for c in $(COMMANDS); do \
	    echo "extern const struct command $${c}_command;"; done; \
	  echo 'const struct command *const commands[] = {'; \
	  for c in $(COMMANDS); do echo "&$${c}_command,"; done; \
	  echo '0 };'; } > $@.new
	$(keep_same)

$(O)/tools/commands.o: $(O)/tools/commands.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(O)/tools/play/scenario_find.o: CPPFLAGS += -DSCENARIODIR='"$(SCENARIODIR)"'
$(O)/tools/doctor/doctor.o $(O)/tools/wcs/hook_client_absent.o: CPPFLAGS += -DLIBEXECDIR='"$(LIBEXECDIR)"'

# A new commit is a new version; the file changes when that does.
$(O)/version: always
	@mkdir -p $(@D)
	$(Q)echo '$(call NAMED,$(DESCRIBED))' > $@.new
	$(keep_same)

$(O)/tools/echoappctl.o $(O)/status/main.o: \
    CPPFLAGS += -DVERSION='"$(shell cat $(O)/version)"'
$(O)/tools/echoappctl.o $(O)/status/main.o: $(O)/version

# There are two, so that what asks no server need not load what that takes.
$(TOOL): $(O)/tools/wcs/hook_client_absent.o $(CTL_PARTS) | $(TOOL)-http
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

$(TOOL)-http: $(CTL_PARTS)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS) $(CURL_LIB)

$(COMPLETION): $(TOOL) scripts/completion.sh
	$(call say,MAKE)
	$(Q)scripts/completion.sh $(TOOL) > $@

-include $(wildcard $(O)/*/*.d $(O)/*/*/*.d $(O)/*/*/*/*.d $(O)/*/*/*/*/*.d)

run:
	@scripts/deps.sh run
	@$(MAKE) --no-print-directory -s all
	@exec scripts/serve.sh $(P)

check:
	@scripts/deps.sh run check deb dist
	@tests/check.sh

lint:
	@tests/lint.sh

screenshots:
	@scripts/deps.sh run check
	@$(MAKE) --no-print-directory -s all
	@tests/page/run.sh shots $(P)

# Built apart, because libFuzzer is clang's.  They share the time.  What one
# found is kept in build/corpus/NAME; samples to begin with are in tests/data.
SECONDS ?= 60
FUZZ     := build/clang-fuzzer-no-link,address,undefined
FUZZERS  := $(sort $(basename $(notdir $(wildcard tests/fuzz/fuzz_*.c))))
fuzz:
	@$(MAKE) --no-print-directory CC=clang \
	    SAN=fuzzer-no-link,address,undefined $(FUZZERS:%=$(FUZZ)/%)
	@for f in $(FUZZERS); do \
	  mkdir -p build/corpus/$$f && echo "  FUZZ $$f" && \
	  $(FUZZ)/$$f -max_total_time=$$(($(SECONDS) / $(words $(FUZZERS)) + 1)) \
	    -max_len=65536 -timeout=10 -print_final_stats=1 \
	    -artifact_prefix=build/ build/corpus/$$f tests/data || exit; \
	done

$(FUZZ)/fuzz_hooks: $(FUZZ)/tests/support/jsonc_oracle.o $(FUZZ)/tests/support/log_capture.o

$(FUZZ)/fuzz_%: $(FUZZ)/tests/fuzz/fuzz_%.o $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -fsanitize=fuzzer,address,undefined -o $@ $(ALL_OF) $(LIBS)

bench:
	@scripts/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/bare \
	    $(O)/tests/bench/instructions
	@tests/bench/run.sh $(P) $(O)/tests/bench
	@$(MAKE) --no-print-directory bench-latency
	@$(MAKE) --no-print-directory bench-servers
	@$(MAKE) --no-print-directory bench-index
	@$(MAKE) --no-print-directory bench-rules
	@$(MAKE) --no-print-directory bench-play
	@$(MAKE) --no-print-directory bench-page

# What echoappctl play costs itself, and SESSIONS=10000 of it.
bench-play:
	@scripts/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/bare
	@tests/bench/play.sh $(O)/tests/bench $(TOOL)

# Rules, lists of ENTRIES=1000000, and limits on a journal of CALLS=1000000.
bench-rules:
	@scripts/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history \
	    $(O)/tests/bench/decide $(O)/tests/bench/instructions
	@tests/bench/rules.sh $(P) $(O)/tests/bench $(TOOL)

# What keeping the index fresh costs those who wait for an answer.
bench-latency:
	@scripts/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history \
	    $(O)/tests/bench/steady
	@tests/bench/latency.sh $(P) $(O)/tests/bench $(TOOL)

# A hook behind every web server, as deploy/ configures it.
bench-servers:
	@scripts/deps.sh run check bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/bare
	@tests/bench/servers.sh $(P) $(O)/tests/bench/bare

# The index, on a journal of CALLS=1000000.
bench-index:
	@scripts/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history
	@tests/bench/index.sh $(P) $(O)/tests/bench/history $(TOOL)

$(O)/tests/bench/history: $(O)/tests/bench/history.o $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

# What ten open pages cost a hook, at RATE=2000.
bench-page:
	@scripts/deps.sh run check bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/steady $(O)/tests/bench/pages
	@tests/bench/page.sh $(P) $(O)/tests/bench

$(O)/tests/bench/decide: $(O)/tests/bench/decide.o $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

$(O)/tests/bench/pages: $(O)/tests/bench/pages.o $(PARTS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS) $(CURL_LIB)

$(O)/tests/bench/steady: $(O)/tests/bench/steady.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^

$(O)/tests/bench/bare: $(O)/tests/bench/bare.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) -lfcgi

$(O)/tests/bench/instructions: $(O)/tests/bench/instructions.o \
    $(O)/handlers/callStatusEvent.o $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

deps:
	@scripts/deps.sh run check bench deb dist

clean:
	rm -rf build $(HANDLERS:%=fcgi/%.fcgi) fcgi/status.fcgi fcgi/*.conf \
	    tools/echoappctl tools/echoappctl-http $(TEMPLATES:%=deploy/%) deploy/lighttpd-sockets.conf
