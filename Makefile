# Builds EchoApp; mk/ has installation, packages, tests and benchmarks.
# `make help` prints the lines that begin with ##.

## all                   builds every program
## run                   serves http://127.0.0.1:9091; PORT= HOST= STATE_DIR= ECHOAPP_CONF= RUN_AS=
## deps                  installs the packages that are missing, or names them
## clean                 removes what was built
## help                  lists the targets
## CC=clang              with any target: uses clang, in a build directory of its own
## SAN=address,undefined with any target: uses sanitizers, in a build directory of its own
## CI=1                  with any target: makes warnings errors
## V=1                   with any target: shows the commands

.DELETE_ON_ERROR .SECONDARY:
.PHONY: all run deps clean help always
all:
VERSION := 0.1.0
CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
# A sanitizer's report needs lines only, which compile in three quarters of the time.
CFLAGS  ?= -O2 $(if $(SAN),-g1,-g)

# Each kind of build has its own directory of objects, so that sanitized and plain
# objects are never mixed.  A plain build puts its programs into fcgi/ and tools/.
O    := build/$(notdir $(firstword $(CC)))$(if $(SAN),-$(SAN))
P    := $(if $(SAN),$(O)/fcgi,fcgi)
TOOL := $(if $(SAN),$(O)/tools,tools)/echoappctl

MODULES  := json-c sqlite3 nettle libpcre2-8 libzstd zlib libseccomp libcurl
INCLUDES := $(shell pkg-config --cflags $(MODULES) 2>/dev/null)
LIBS     := -lcrypt $(or $(shell pkg-config --libs $(MODULES) 2>/dev/null),\
	-ljson-c -lsqlite3 -lnettle -lpcre2-8 -lzstd -lz -lseccomp -lcurl) -ldl
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	-Wformat=2 -Wundef -Wpointer-arith -Wwrite-strings -Wvla $(if $(CI),-Werror)
SANFLAGS := $(if $(SAN),-fsanitize=$(SAN) $(if $(findstring fuzzer,$(SAN)),-fno-sanitize=pointer-overflow) \
	-fno-sanitize-recover=all -fno-omit-frame-pointer)
# What makes an overflow harder to use, as far as the compiler and the processor know
# it.  The user's _FORTIFY_SOURCE is kept; without optimization it would only warn.
# A sanitizer finds more, if nothing checks before it does.
known    = $(shell for f in $(1); do $(CC) -Werror -O $$f -include features.h -x c \
	-c -o /dev/null /dev/null && echo $$f; done 2>/dev/null)
HARDEN   := $(call known,-fstack-protector-strong -fstack-clash-protection -fcf-protection)
FORTIFY  := -U_FORTIFY_SOURCE $(or $(call known,-D_FORTIFY_SOURCE=3),-D_FORTIFY_SOURCE=2)
OPTIMIZE  = $(filter-out -O0,$(lastword $(filter -O%,$(CFLAGS))))
HARDENED  = $(if $(SAN),,-fPIE $(HARDEN) \
	$(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,$(if $(OPTIMIZE),$(FORTIFY))))
HARDLINK  = $(if $(SAN),,-pie -Wl,-z,relro$(,)-z,now$(,)-z,noexecstack)
# The user's flags come last, so that they win.  OBJECT_FLAGS are those of one object.
COMPILE   = $(CC) -std=c17 -D_GNU_SOURCE -Ishared -Itools -I. -MMD -MP $(WARN) \
	$(SANFLAGS) $(HARDENED) $(INCLUDES) $(OBJECT_FLAGS) $(CPPFLAGS) $(CFLAGS)
# LIBS names all libraries; a program loads only those that it uses.  A sanitizer
# has functions of the same names, and would seem to be all that is needed.
LINK      = $(CC) $(SANFLAGS) $(HARDLINK) $(if $(SAN),,-Wl,--as-needed) $(CFLAGS) $(LDFLAGS)

, := ,
Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),@:,@echo "  $(1) $@")
objects = $(patsubst %.c,$(O)/%.o,$(wildcard $(1)))
define compile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<
endef
# The archives need each other in both directions.  $(1): more flags.
define link
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ -Wl,--start-group $(filter %.o,$^) $(filter %.a,$^) -Wl,--end-group $(LIBS) $(1)
endef

# liball.a has each handler under a name of its own, for programs that link all.
HANDLERS := $(sort $(basename $(notdir $(wildcard handlers/*.c))))
LIB      := $(O)/libechoapp.a
ALL      := $(O)/liball.a
TOOLS    := $(O)/libtools.a
SHARED   := $(filter-out %/packed_absent.o %/crypto_library_linked.o,$(call objects,shared/*/*.c))
$(LIB): $(SHARED) $(O)/all/hook_roles.o $(O)/database/database_settings.o
$(ALL): $(HANDLERS:%=$(O)/all/%.o) $(O)/all/methods.o
$(TOOLS): $(filter-out %/hook_client_absent.o,$(call objects,tools/*/*.c)) \
    $(O)/database/database_settings.o
$(O)/lib%.a: $(O)/sources
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $(filter %.o,$^)

$(O)/all/%.o: $(O)/handlers/%.o
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym method=method_$* \
	    --redefine-sym __odr_asan.method=__odr_asan.method_$* $< $@

# The table of what hooks mean to the index, made from the handlers.
$(O)/scripts/print_hook_roles: $(O)/scripts/print_hook_roles.o $(ALL) $(SHARED)
	$(link)
$(O)/all/hook_roles.c: $(O)/scripts/print_hook_roles
	$(call say,MAKE)
	$(Q)$< > $@

# The programs: one for each hook, and status.fcgi for the API.  Those for hooks
# do without the libraries that compress, which would cost each of them memory.
PROGRAMS := $(HANDLERS:%=$(P)/%.fcgi) $(P)/status.fcgi
GATEWAY  := $(patsubst %,$(O)/fcgi/%.o,gateway supervisor starter end_report idle_pages worker worker_fork direct worker_pool work_queue \
	hand_back fd_message listener connections late_responses open_responses request_reader fastcgi_record \
	fastcgi_response cgi_variables reexec)
MAIN     := $(O)/fcgi/main.o $(GATEWAY) $(O)/fcgi/response_head.o $(O)/fcgi/htaccess.o
$(P)/connect.fcgi: $(ALL) # because its response configures WCS for all hooks
UNPACKED := $(O)/shared/base/packed_absent.o
$(P)/%.fcgi: $(MAIN) $(UNPACKED) $(O)/fcgi/dispatch_one.o $(O)/handlers/%.o $(LIB)
	$(link)
$(P)/status.fcgi: $(call objects,status/*.c status/*/*.c) $(GATEWAY) $(ALL) $(LIB) $(O)/sources
	$(link)

# echoappctl execs echoappctl-http to ask a server, because loading libcurl takes long.
CTL      := $(O)/tools/echoappctl.o $(O)/tools/commands.o $(TOOLS) $(ALL) $(LIB)
$(TOOL): $(O)/tools/wcs/hook_client_absent.o $(CTL) | $(TOOL)-http
	$(link)
$(TOOL)-http: $(CTL)
	$(link)

# The databases whose libraries are there.
DATABASES := $(shell pkg-config --exists libpq && echo postgresql; pkg-config --exists libmariadb && echo mariadb)
DATABASE_LIBS := $(patsubst %,lib%,$(DATABASES:postgresql=pq))
# echoapp-users asks databases for users.
LOGINS   := $(DATABASES:%=$(O)/database/%_login.o)
USERS    := $(P)/echoapp-users
$(O)/database/database.o: OBJECT_FLAGS = $(patsubst %,-DHAVE_%,$(shell echo $(DATABASES) | tr a-z A-Z))
$(O)/database/database_%.o $(O)/database/%_login.o: OBJECT_FLAGS = $(shell pkg-config --cflags $(DATABASE_LIBS) 2>/dev/null)
$(O)/database/database.o: $(O)/databases
$(USERS): LIBS += $(shell pkg-config --libs $(DATABASE_LIBS) 2>/dev/null)
$(USERS): $(patsubst %,$(O)/database/%.o,users users_keeper users_asker database database_settings \
    $(addprefix database_,sqlite $(DATABASES))) $(LOGINS) $(LIB)
	$(link)

# The deliverer is no hook's program, and may link more.
DELIVERER := $(P:%fcgi=%deliver)/echoapp-deliver
$(call objects,deliver/sql_*.c): OBJECT_FLAGS = $(addprefix -DHAVE_,$(shell echo $(DATABASES) | tr a-z A-Z)) \
	$(shell pkg-config --cflags $(DATABASE_LIBS) 2>/dev/null)
$(call objects,deliver/sql_*.c): $(O)/databases
$(DELIVERER): $(call objects,deliver/*.c) $(LOGINS) $(ALL) $(LIB)
	$(call link,$(shell pkg-config --libs $(DATABASE_LIBS) 2>/dev/null))

all: $(PROGRAMS) $(USERS) $(TOOL) $(DELIVERER)
run:
	@scripts/deps.sh run
	@$(MAKE) --no-print-directory -s all
	@exec scripts/serve.sh $(P)
deps:
	@scripts/deps.sh run check bench deb dist
clean:
	rm -rf build fcgi/*.fcgi fcgi/*.conf fcgi/echoapp-users tools/echoappctl tools/echoappctl-http $(DELIVERER) \
	    $(patsubst %.in,%,$(wildcard deploy/*.in)) deploy/lighttpd-sockets.conf
help:
	@sed -n 's/^## /  make /p' Makefile $(addprefix mk/,$(addsuffix .mk,tests bench install dist))

include mk/install.mk mk/dist.mk mk/tests.mk mk/bench.mk

# C source with a table of the definitions in these files.  $(call table,HEADER,TYPE,ARRAY,
# ROW,NAMES): @ in TYPE and ROW is a name; the array's last element is zero.
each = $(foreach n,$(2),$(subst @,$(n),$(1)))
define table
#include "$(1)"
$(call each,extern const $(2);,$(5))
const $(3)[$(words $(5) end)] = { $(call each,$(4)$(,),$(5)) };
endef
COMMANDS := $(sort $(basename $(notdir $(shell grep -l '^const struct command ' tools/*/*.c))))
text.all/methods.c := $(call table,protocol/methods.h,struct method method_@,\
	struct named_method methods,{ "@"$(,) &method_@ },$(HANDLERS))
text.tools/commands.c := $(call table,command.h,struct command @_command,\
	struct command *const commands,&@_command,$(COMMANDS))

# For each X of KEPT, $(O)/X holds $(text.X), and is as old as the last change of that.
# strip is there because make 4.3 sometimes keeps the last newline of a file it reads.
text.flags   := $(filter-out -Werror,$(COMPILE)) $(LINK) $(LIBS)
text.databases := $(DATABASES)
text.sources := $(sort $(wildcard database/*.c deliver/*.c handlers/*.c shared/*/*.c status/*.c status/*/*.c \
	tools/*/*.c tests/support/*.c tests/fuzz/support/*.c))
same  = $(and $(findstring x$(strip $(1)),x$(strip $(2))),$(findstring x$(strip $(2)),x$(strip $(1))))
KEPT := $(patsubst text.%,%,$(filter text.%,$(.VARIABLES)))
$(foreach f,$(KEPT),$(if $(call same,$(text.$f),$(file <$(O)/$f)),,$(O)/$f)): always
$(KEPT:%=$(O)/%): export TEXT = $(text.$(@:$(O)/%=%))
$(KEPT:%=$(O)/%):
	@mkdir -p $(@D)
	@printf '%s\n' "$$TEXT" > $@

# Objects are compiled again when flags change.  found-run looks for packages once.
$(O)/%.o: %.c $(O)/flags | $(O)/found-run
	$(compile)
$(O)/%.o: $(O)/%.c $(O)/flags
	$(compile)
$(O)/found-%: export COMPILER = $(CC) $(INCLUDES) $(CPPFLAGS) $(CFLAGS)
$(O)/found-%: $(O)/flags
	@scripts/deps.sh found $*
	@touch $@

-include $(wildcard $(O)/*/*.d $(O)/*/*/*.d $(O)/*/*/*/*.d)
