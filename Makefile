# make            builds every program
# make run        serves 127.0.0.1:9091     PORT= HOST= STATE_DIR= ECHOAPP_CONF=
# make check      runs all tests
# make bench      measures
# make fuzz       any bytes into any hook   SECONDS=60
# make screenshots  pictures of the page, in build/screenshots
# make deps       installs, or names, what the others need
#
# SAN=address,undefined and CC=clang go with any of them; each kind of build
# has its own directory below build/.

CC      ?= cc
ifeq ($(origin CC),default)
CC      := gcc
endif
CFLAGS  ?= -O2 -g
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
SQL_LIB  := $(shell pkg-config --libs sqlite3 2>/dev/null || echo -lsqlite3)
HMAC_LIB := $(shell pkg-config --libs nettle 2>/dev/null || echo -lnettle)
PCRE_LIB := $(shell pkg-config --libs libpcre2-8 2>/dev/null || echo -lpcre2-8)
LIBS     := $(JSON_LIB) $(SQL_LIB) $(HMAC_LIB) $(PCRE_LIB) -lcrypt
# Ours first, the user's last: what is given on the command line adds.
COMPILE  = $(CC) -std=c17 -D_GNU_SOURCE -Ishared -MMD -MP $(WARN) $(SANFLAGS) \
	   $(JSON_INC) $(CPPFLAGS) $(CFLAGS)
LINK     = $(CC) $(SANFLAGS) $(CFLAGS) $(LDFLAGS)
# The library and the handlers need each other, whichever comes first.
ALL_OF   = -Wl,--start-group $^ -Wl,--end-group

HANDLERS := $(sort $(basename $(notdir $(wildcard handlers/*.c))))
PROGRAMS := $(HANDLERS:%=$(P)/%.fcgi)
ROUTES   := $(P)/programs.conf $(P)/hooks.conf
SHARED   := $(patsubst %.c,$(O)/%.o,$(wildcard shared/*.c))
LIB      := $(O)/libechoapp.a
# The same handlers under names of their own, for programs that want them all.
ALL      := $(O)/liball.a

# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),@:,@echo "  $(1) $@")

.PHONY: all tests run check screenshots bench-page bench bench-index bench-rules fuzz deps lint clean
.DELETE_ON_ERROR:
.SECONDARY:

# echoappctl: one file per command, those that end in a struct command.
COMMANDS := $(sort $(basename $(notdir $(shell grep -l '^const struct command ' tools/*.c))))
TOOL     := $(if $(SAN),$(O)/tools,tools)/echoappctl
# Its parts, for who wants one of them.
PARTS    := $(O)/libtools.a
CURL_LIB := $(shell pkg-config --libs libcurl 2>/dev/null || echo -lcurl)
# Where an installed echoappctl looks for scenarios.
SCENARIODIR ?= $(PREFIX)/share/echoapp/scenarios

all: $(PROGRAMS) $(P)/status.fcgi $(ROUTES) $(TOOL)

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(O)/shared/conf.o $(O)/shared/conf_keys.o: CPPFLAGS += -DSYSCONFDIR='"$(SYSCONFDIR)"' \
    -DSTATEDIR='"$(STATEDIR)"'

$(LIB): $(SHARED)
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

# connect tells WCS of all hooks, and so has to know them.
$(P)/connect.fcgi $(O)/tests/contract/connect: $(ALL) $(LIB)

# A program is front and main, one handler, and the library.
$(P)/%.fcgi: $(O)/fcgi/main.o $(O)/fcgi/front.o $(O)/fcgi/head.o $(O)/handlers/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) -lfcgi $(LIBS)

# The one that answers no hooks: front, the API, what echoappctl is made of, and
# the library.
$(O)/status/%.o: CPPFLAGS += -Itools -Ifcgi
$(P)/status.fcgi: $(patsubst %.c,$(O)/%.o,$(wildcard status/*.c)) \
    $(O)/fcgi/front.o $(PARTS) $(ALL) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) -lfcgi $(LIBS)

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
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

$(P)/%.conf: $(O)/routes
	@mkdir -p $(@D)
	$(call say,MAKE)
	$(Q)$(O)/routes $* > $@

# The tests.  tests/shared and tests/handlers ask the library, tests/fcgi a real
# server; the contract is linked with every handler in turn.
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

$(O)/tests/shared/test_%: $(O)/tests/shared/test_%.o $(HARNESS) $(LIB) $(ALL)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS)

$(O)/tests/contract/%: $(O)/tests/contract.o $(O)/handlers/%.o $(HARNESS) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS)

$(O)/tests/fcgi/test_%: $(O)/tests/fcgi/test_%.o $(HARNESS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

# tests/tools runs echoappctl, which TEST_TOOL names.
TOOLTESTS := $(patsubst %.c,$(O)/%,$(wildcard tests/tools/test_*.c))

$(O)/tests/tools/%.o $(O)/tests/status/%.o: CPPFLAGS += -Itools

$(PARTS): $(patsubst %.c,$(O)/%.o,$(filter-out tools/echoappctl.c,\
    $(wildcard tools/*.c)))
	$(call say,AR  )
	$(Q)rm -f $@; ar rcs $@ $^

$(O)/tests/tools/test_%: $(O)/tests/tools/test_%.o $(HARNESS) $(PARTS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

# tests/status asks the program of the API, which TEST_STATUS names.
STATUSTESTS := $(patsubst %.c,$(O)/%,$(wildcard tests/status/test_*.c))

$(O)/tests/status/test_%: $(O)/tests/status/test_%.o $(HARNESS) $(PARTS) $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(CHECK_LIB) $(LIBS) $(CURL_LIB)

tests: $(UNIT) $(CONTRACTS) $(SERVED) $(TOOLTESTS) $(STATUSTESTS)

$(O)/tools/commands.c: Makefile $(wildcard tools)
	@mkdir -p $(@D)
	$(Q){ echo '#include "command.h"'; \
	  for c in $(COMMANDS); do \
	    echo "extern const struct command $${c}_command;"; done; \
	  echo 'const struct command *const commands[] = {'; \
	  for c in $(COMMANDS); do echo "&$${c}_command,"; done; \
	  echo '0 };'; } > $@

$(O)/tools/commands.o: $(O)/tools/commands.c
	$(call say,CC  )
	$(Q)$(COMPILE) -c -o $@ $<

$(O)/tools/%.o: CPPFLAGS += -Itools
$(O)/tools/scenario_find.o: CPPFLAGS += -DSCENARIODIR='"$(SCENARIODIR)"'

$(TOOL): $(patsubst %.c,$(O)/%.o,$(wildcard tools/*.c)) $(O)/tools/commands.o \
    $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS) $(CURL_LIB)

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

screenshots:
	@tools/deps.sh run check
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

$(FUZZ)/fuzz_%: $(FUZZ)/tests/fuzz/fuzz_%.o $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -fsanitize=fuzzer,address,undefined -o $@ $(ALL_OF) $(LIBS)

bench:
	@tools/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/bare \
	    $(O)/tests/bench/instructions
	@tests/bench/run.sh $(P) $(O)/tests/bench
	@$(MAKE) --no-print-directory bench-index
	@$(MAKE) --no-print-directory bench-rules

# Rules, lists of ENTRIES=1000000, and limits on a journal of CALLS=1000000.
bench-rules:
	@tools/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history \
	    $(O)/tests/bench/decide $(O)/tests/bench/instructions
	@tests/bench/rules.sh $(P) $(O)/tests/bench $(TOOL)

# The index, on a journal of CALLS=1000000.
bench-index:
	@tools/deps.sh run bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/history
	@tests/bench/index.sh $(P) $(O)/tests/bench/history $(TOOL)

$(O)/tests/bench/history: $(O)/tests/bench/history.o $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

# What ten open pages cost a hook, at RATE=2000.
bench-page:
	@tools/deps.sh run check bench
	@$(MAKE) --no-print-directory -s all $(O)/tests/bench/steady
	@tests/bench/page.sh $(P) $(O)/tests/bench/steady

$(O)/tests/bench/steady: $(O)/tests/bench/steady.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $^

$(O)/tests/bench/decide: $(O)/tests/bench/decide.o $(ALL) $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

$(O)/tests/bench/bare: $(O)/tests/bench/bare.o
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) -lfcgi

$(O)/tests/bench/instructions: $(O)/tests/bench/instructions.o \
    $(O)/handlers/callStatusEvent.o $(LIB)
	$(call say,LINK)
	$(Q)$(LINK) -o $@ $(ALL_OF) $(LIBS)

deps:
	@tools/deps.sh run check bench

clean:
	rm -rf build $(HANDLERS:%=fcgi/%.fcgi) fcgi/status.fcgi fcgi/*.conf
