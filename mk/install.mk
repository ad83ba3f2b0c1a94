# What is installed, and where.

## install               installs; PREFIX=/usr/local DESTDIR= SYSCONFDIR= STATEDIR= LIGHTTPDDIR=
## uninstall             removes all but the state and edited files; variables as for install

# Programs contain these paths; echoapp.conf and ECHOAPP_CONF override them.
# systemd looks below /usr/local, too; lighttpd only in Debian's directory.
PREFIX      ?= /usr/local
SYSCONFDIR  ?= $(PREFIX:/usr=)/etc/echoapp
STATEDIR    ?= /var/lib/echoapp
RUNDIR      ?= /run/echoapp
BINDIR      ?= $(PREFIX)/bin
LIBEXECDIR  ?= $(PREFIX)/libexec/echoapp
DATADIR     ?= $(PREFIX)/share/echoapp
SCENARIODIR ?= $(DATADIR)/scenarios
MANDIR      ?= $(PREFIX)/share/man
BASHDIR     ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR      ?= $(PREFIX)/share/zsh/site-functions
FISHDIR     ?= $(PREFIX)/share/fish/vendor_completions.d
SYSTEMDDIR  ?= $(PREFIX)/lib
UNITDIR     ?= $(SYSTEMDDIR)/systemd/system
LIGHTTPDDIR ?= /etc/lighttpd
# The user that runs the programs, and the address at which WCS finds the hooks.
OWNER       ?= www-data
LISTEN      ?= 127.0.0.1:9091

# The objects that contain a path.
PATHS      := -DSYSCONFDIR='"$(SYSCONFDIR)"' -DSTATEDIR='"$(STATEDIR)"' \
	-DLIBEXECDIR='"$(LIBEXECDIR)"' -DSCENARIODIR='"$(SCENARIODIR)"'
KNOW_PATHS := $(call objects,shared/conf/conf.c shared/conf/conf_keys.c \
	tools/cli/find_programs.c tools/play/scenario_find.c tools/wcs/hook_client_absent.c)
text.paths := $(PATHS)
$(KNOW_PATHS): OBJECT_FLAGS = $(PATHS)
$(KNOW_PATHS): $(O)/paths

# The routes to the hooks, for each web server.
ROUTES := $(patsubst %,$(P)/%.conf,programs sockets hooks status-programs status-sockets \
	apache-fcgid apache-proxy apache-cgi nginx list target)
$(O)/routes: $(call objects,fcgi/routes/*.c) $(ALL) $(LIB)
	$(link)
$(P)/%.conf: $(O)/routes
	@mkdir -p $(@D)
	$(call say,MAKE)
	$(Q)$(O)/routes $* > $@

# The configurations that an operator copies: the templates in deploy/, with the
# routes and with the paths of an installation.
D        := $(patsubst %fcgi,%deploy,$(P))
DEPLOYED := $(patsubst deploy/%.in,$(D)/%,$(wildcard deploy/*.in)) $(D)/lighttpd-sockets.conf
FILL      = PROGRAMS='$(LIBEXECDIR)' WWW='$(DATADIR)/www' RUN='$(RUNDIR)' \
	CONF='$(SYSCONFDIR)/echoapp.conf' CONFDIR='$(SYSCONFDIR)' STATE='$(STATEDIR)' \
	LISTEN='$(LISTEN)' OWNER='$(OWNER)' TOOL='$(BINDIR)/echoappctl' HOW=$(HOW) scripts/fill.sh $(P)
text.filled := $(FILL)
define fill
	@mkdir -p $(@D)
	$(call say,FILL)
	$(Q)$(FILL) $< > $@
endef
# Debian's lighttpd may write to this directory, and makes it again at each boot.
$(D)/lighttpd.conf: RUNDIR = /run/lighttpd
$(D)/lighttpd.conf: HOW = programs
$(D)/lighttpd-sockets.conf: HOW = sockets
$(D)/%: deploy/%.in
	$(fill)
$(D)/lighttpd-sockets.conf: deploy/lighttpd.conf.in
	$(fill)
$(DEPLOYED): $(ROUTES) scripts/fill.sh $(O)/filled

# The completions of shells, made from the lists that echoappctl prints.
COMPLETION  := $(O)/echoappctl
COMPLETIONS := $(addprefix $(COMPLETION).,bash zsh fish)
$(COMPLETION).%: $(TOOL) scripts/completion.sh
	$(call say,MAKE)
	$(Q)scripts/completion.sh $* $(TOOL) > $@

all: $(ROUTES) $(DEPLOYED) $(COMPLETIONS)

MANPAGES := $(wildcard man/*.[1-8])
CONFS    := $(wildcard echoapp.conf rules.conf)
UNITS    := echoapp.target echoapp@.socket echoapp@.service \
	echoapp-purge.timer echoapp-purge.service \
	echoapp-keys.timer echoapp-keys.service echoapp-deliver.service
COPIED   := $(filter-out %/tmpfiles.conf %/sysusers.conf $(UNITS:%=$(D)/%),\
	$(DEPLOYED)) $(wildcard deploy/*.md deploy/*.yml deploy/*.json)
into      = $(DESTDIR)$(1)
LIGHTTPD  = $(call into,$(LIGHTTPDDIR))
untouched = cmp -s $(LIGHTTPD)/conf-available/50-echoapp.conf \
	$(call into,$(DATADIR))/deploy/lighttpd.conf

# A program is replaced by a rename, because a server may start it at any time.
# A configuration that exists is kept; lighttpd's, which lists the hooks, is kept
# only if it was edited.  The state directory is given to OWNER only if nothing is
# staged below DESTDIR.
.PHONY: install uninstall
install: all
	install -d $(call into,$(BINDIR)) $(call into,$(LIBEXECDIR)) \
	    $(call into,$(SYSCONFDIR)) $(call into,$(DATADIR)/www) \
	    $(call into,$(DATADIR)/deploy) $(call into,$(SCENARIODIR)) \
	    $(call into,$(UNITDIR))
	install -d -m 700 $(call into,$(STATEDIR))
	for p in $(PROGRAMS) $(USERS) $(TOOL)-http $(DELIVERER); do \
	  install $$p $(call into,$(LIBEXECDIR))/.new && \
	  mv $(call into,$(LIBEXECDIR))/.new \
	    $(call into,$(LIBEXECDIR))/$${p##*/} || exit; \
	done
	install $(TOOL) $(call into,$(BINDIR))
	install -D -m 644 $(COMPLETION).bash $(call into,$(BASHDIR))/echoappctl
	install -D -m 644 $(COMPLETION).zsh $(call into,$(ZSHDIR))/_echoappctl
	install -D -m 644 $(COMPLETION).fish $(call into,$(FISHDIR))/echoappctl.fish
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

# lighttpd's configuration is disabled, too: without the programs that it names,
# lighttpd would not start.
uninstall:
	rm -f $(patsubst $(P)/%,$(call into,$(LIBEXECDIR))/%,$(PROGRAMS) $(USERS)) \
	    $(call into,$(LIBEXECDIR))/echoappctl-http \
	    $(call into,$(LIBEXECDIR))/echoapp-deliver \
	    $(call into,$(BINDIR))/echoappctl \
	    $(call into,$(BASHDIR))/echoappctl \
	    $(call into,$(ZSHDIR))/_echoappctl \
	    $(call into,$(FISHDIR))/echoappctl.fish \
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
