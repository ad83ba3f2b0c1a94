# make            builds every program
# make run        serves 127.0.0.1:9091     PORT= HOST= STATE_DIR= ECHOAPP_CONF=
# make check      runs all tests
# make bench      measures
# make fuzz       any bytes into any hook   SECONDS=60
# make deps       installs, or names, what the others need
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
# Ours first, the user's last: what is given on the command line adds.
COMPILE  = $(CC) -std=c17 -D_GNU_SOURCE -Ishared -MMD -MP $(WARN) $(SANFLAGS) \
	   $(JSON_INC) $(CPPFLAGS) $(CFLAGS)
LINK     = $(CC) $(SANFLAGS) $(CFLAGS) $(LDFLAGS)

HANDLERS := $(sort $(basename $(notdir $(wildcard handlers/*.c))))
PROGRAMS := $(HANDLERS:%=$(P)/%.fcgi)
ROUTES   := $(P)/programs.conf $(P)/hooks.conf
SHARED   := $(patsubst %.c,$(O)/%.o,$(wildcard shared/*.c))
LIB      := $(O)/libechoapp.a
# The same handlers under names of their own, for programs that want them all.
ALL      := $(O)/liball.a

# V=1 shows the commands.
Q := $(if $(V),,@)
# What is made every time is only new when it is another.
keep_same = $(Q)if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),@:,@echo "  $(1) $@")

.PHONY: all tests always run check bench bench-latency bench-index \
	fuzz deps lint clean
.DELETE_ON_ERROR:
.SECONDARY:

# echoappctl: one file per command, those that end in a struct command.
COMMANDS := $(sort $(basename $(notdir $(shell grep -l '^const struct command ' tools/*.c))))
TOOL     := $(if $(SAN),$(O)/tools,tools)/echoappctl
SQL_LIB  := $(shell pkg-config --libs sqlite3 2>/dev/null || echo -lsqlite3)

all: $(PROGRAMS) $(ROUTES) $(TOOL)

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(O)/shared/conf.o $(O)/shared/conf_keys.o: CPPFLAGS += -DSYSCONFDIR='"$(SYSCONFDIR)"' \
    -DSTATEDIR='"$(STATEDIR)"'

$(LIB): $(SHARED)
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

# A program is main, one handler, and the library.
$(P)/%.fcgi: $(O)/fcgi/main.o $(O)/handlers/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ -lfcgi $(JSON_LIB) $(SQL_LIB)

$(O)/all/%.o: $(O)/handlers/%.o
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym method=method_$* \
	    --redefine-sym __odr_asan.method=__odr_asan.method_$* $< $@

$(O)/all/methods.c: Makefile $(wildcard handlers)
	@mkdir -p $(@D)
	$(Q){ echo '#include "methods.h"'; \
	  for h in $(HANDLERS); do \
	    echo "extern const struct method method_$$h;"; done; \
	  echo 'const struct named_method methods[] = {'; \
	  for h in $(HANDLERS); do echo "{ \"$$h\", &method_$$h },"; done; \
	  echo '{ 0, 0 } };'; } > $@

$(O)/all/methods.o: $(O)/all/methods.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(ALL): $(HANDLERS:%=$(O)/all/%.o) $(O)/all/methods.o
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

$(O)/routes: $(O)/fcgi/routes.o $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^

$(P)/%.conf: $(O)/routes
	@mkdir -p $(@D)
	$(call say,MAKE)
	$(Q)$(O)/routes $* > $@

# The tests.  tests/shared asks the library, tests/fcgi a real server; the
# contract is linked with every handler in turn.
HARNESS   := $(O)/libharness.a
UNIT      := $(patsubst %.c,$(O)/%,$(wildcard tests/shared/test_*.c))
CONTRACTS := $(HANDLERS:%=$(O)/tests/contract/%)
SERVED    := $(patsubst %.c,$(O)/%,$(wildcard tests/fcgi/test_*.c))
CHECK_LIB := $(shell pkg-config --libs check 2>/dev/null || echo -lcheck)

$(O)/tests/%.o: CPPFLAGS += -Itests

$(HARNESS): $(patsubst %.c,$(O)/%.o,$(filter-out tests/contract.c,\
    $(wildcard tests/*.c)))
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

$(O)/tests/shared/test_%: $(O)/tests/shared/test_%.o $(HARNESS) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(CHECK_LIB) $(JSON_LIB) $(SQL_LIB)

$(O)/tests/contract/%: $(O)/tests/contract.o $(O)/handlers/%.o $(HARNESS) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(CHECK_LIB) $(JSON_LIB) $(SQL_LIB)

$(O)/tests/fcgi/test_%: $(O)/tests/fcgi/test_%.o $(HARNESS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(CHECK_LIB) $(JSON_LIB) $(SQL_LIB) -lcurl

# tests/tools runs echoappctl, which TEST_TOOL names.
TOOLTESTS := $(patsubst %.c,$(O)/%,$(wildcard tests/tools/test_*.c))

$(O)/tests/tools/test_%: $(O)/tests/tools/test_%.o $(HARNESS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(CHECK_LIB) $(JSON_LIB) $(SQL_LIB) -lcurl

tests: $(UNIT) $(CONTRACTS) $(SERVED) $(TOOLTESTS)

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

$(O)/tools/%.o: CPPFLAGS += -Itools

# A new commit is a new version; the file changes when that does.
$(O)/version: always
	@mkdir -p $(@D)
	$(Q)echo '$(call NAMED,$(DESCRIBED))' > $@.new
	$(keep_same)

$(O)/tools/echoappctl.o: CPPFLAGS += -DVERSION='"$(shell cat $(O)/version)"'
$(O)/tools/echoappctl.o: $(O)/version

$(TOOL): $(patsubst %.c,$(O)/%.o,$(wildcard tools/*.c)) $(O)/tools/commands.o \
    $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(JSON_LIB) $(SQL_LIB)

-include $(wildcard $(O)/*/*.d $(O)/*/*/*.d)

run:
	@tools/deps.sh run
	@$(MAKE) --no-print-directory -s all
	@exec tools/serve.sh $(P)

check:
	@tools/deps.sh run check
	@tests/check.sh

lint:
	@tests/lint.sh

# Built apart, because libFuzzer is clang's.
SECONDS ?= 60
FUZZ     := build/clang-fuzzer-no-link,address,undefined
fuzz:
	@$(MAKE) --no-print-directory CC=clang \
	    SAN=fuzzer-no-link,address,undefined $(FUZZ)/fuzz_hooks
	mkdir -p build/corpus
	$(FUZZ)/fuzz_hooks -max_total_time=$(SECONDS) -max_len=65536 -timeout=10 \
	    -print_final_stats=1 -artifact_prefix=build/ build/corpus tests/data

$(FUZZ)/fuzz_hooks: $(FUZZ)/tests/oracle.o $(FUZZ)/tests/quiet.o

$(FUZZ)/fuzz_hooks: $(FUZZ)/tests/fuzz/fuzz_hooks.o $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -fsanitize=fuzzer,address,undefined -o $@ $^ $(JSON_LIB) $(SQL_LIB)

bench:
	@tools/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/bare \
	    $(O)/tests/bench/instructions
	@tests/bench/run.sh $(P) $(O)/tests/bench
	@$(MAKE) --no-print-directory bench-latency
	@$(MAKE) --no-print-directory bench-index

# What keeping the index fresh costs those who wait for an answer.
bench-latency:
	@tools/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history \
	    $(O)/tests/bench/steady
	@tests/bench/latency.sh $(P) $(O)/tests/bench $(TOOL)

# The index, on a journal of CALLS=1000000.
bench-index:
	@tools/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history
	@tests/bench/index.sh $(P) $(O)/tests/bench/history $(TOOL)

$(O)/tests/bench/history: $(O)/tests/bench/history.o $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(JSON_LIB) $(SQL_LIB)

$(O)/tests/bench/steady: $(O)/tests/bench/steady.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^

$(O)/tests/bench/bare: $(O)/tests/bench/bare.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ -lfcgi

$(O)/tests/bench/instructions: $(O)/tests/bench/instructions.o \
    $(O)/handlers/callStatusEvent.o $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^ $(JSON_LIB) $(SQL_LIB)

deps:
	@tools/deps.sh run check bench

clean:
	rm -rf build $(HANDLERS:%=fcgi/%.fcgi) fcgi/*.conf
