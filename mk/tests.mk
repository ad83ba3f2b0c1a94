# The tests.

## check                 runs all tests; installs the packages that they need
## tests                 builds the test programs
## test                  runs a test program; T=journal/test_journal, K=NAME for one test of it
## lint                  checks the style, and runs static analysis
## fuzz                  feeds random bytes to all that reads; SECONDS=60, T=fuzz_conf
## fuzz-corpus           keeps in tests/fuzz/corpus what fuzzers found; T=fuzz_conf
## torture               tests for long: random calls, kills, power cuts, a container, an RPM, bare machines
## screenshots           makes the pictures of the page for the README; SHOTS=all: of every state, in build/screenshots
## compile_commands.json lists how each C file is compiled, for editors

HARNESS   := $(O)/libharness.a
CHECK_LIB := $(or $(shell pkg-config --libs check 2>/dev/null),-lcheck)
TESTS     := $(patsubst %.o,%,$(call objects,tests/*/test_*.c tests/*/*/test_*.c))
CONTRACTS := $(HANDLERS:%=$(O)/tests/contract/%)
ECHO_ENVIRONMENT := $(O)/tests/deploy/environment
PRELOADS  := $(O)/tests/fcgi/shift.so $(O)/tests/tools/commands/names.so
ESCAPE    := $(O)/tests/fcgi/escape

$(HARNESS): $(call objects,tests/support/*.c)
$(TESTS): %: %.o $(HARNESS) $(ALL) $(LIB)
	$(call link,$(CHECK_LIB))
$(filter $(O)/tests/tools/%,$(TESTS)): $(TOOLS)
$(filter $(O)/tests/fcgi/%,$(TESTS)): $(filter-out %/gateway.o %/supervisor.o %/worker.o,$(GATEWAY))
$(filter $(O)/tests/deliver/%,$(TESTS)): $(filter-out %/main.o,$(call objects,deliver/*.c)) $(LOGINS)
$(filter $(O)/tests/deliver/%,$(TESTS)): LIBS += $(shell pkg-config --libs $(DATABASE_LIBS) 2>/dev/null)
$(filter $(O)/tests/deploy/%,$(TESTS)): $(filter-out %/environment.o \
	$(O)/tests/deploy/test_%,$(call objects,tests/deploy/*.c))

$(filter $(O)/tests/database/%,$(TESTS)): $(O)/database/database_settings.o
$(O)/tests/status/test_call_window: $(O)/status/call_window.o
$(O)/tests/status/test_changes: $(O)/status/changes.o

# tests/contract.c tests each handler.
$(O)/tests/contract/connect: $(ALL)
$(CONTRACTS): $(O)/tests/contract/%: $(O)/tests/contract.o $(O)/handlers/%.o $(HARNESS) $(LIB)
	$(call link,$(CHECK_LIB))

# A program that responds with the variables that a web server passes to it.
$(O)/tests/deploy/environment: $(O)/tests/deploy/environment.o
	$(call link,-lfcgi)

# A program whose handler tries to leave the sandbox.
$(ESCAPE): $(MAIN) $(UNPACKED) $(O)/fcgi/dispatch_one.o $(O)/tests/fcgi/escape.o $(LIB)
	$(link)

# Preloaded by tests: one shifts the clock, one lists what is put on the disk.
$(PRELOADS) $(PRELOADS:.so=.o): OBJECT_FLAGS = -fPIC
$(PRELOADS) $(PRELOADS:.so=.o): SANFLAGS =
$(PRELOADS): HARDLINK =
$(PRELOADS): %.so: %.o
	$(call link,-shared)

$(O)/tests/%.o: OBJECT_FLAGS = -Itests
$(filter-out $(O)/tests/bench/%,$(call objects,tests/*.c tests/*/*.c tests/*/*/*.c)): \
    | $(O)/found-check

.PHONY: check tests units parsed test torture lint fuzz fuzz-corpus screenshots
tests: $(TESTS) $(CONTRACTS) $(PRELOADS) $(ECHO_ENVIRONMENT) $(ESCAPE)
# Those that run no other program.
units: $(filter-out $(patsubst %,$(O)/tests/%/%,tools status fcgi deploy deliver database),$(TESTS)) $(CONTRACTS)

check:
	@scripts/deps.sh run check deb dist
	@tests/check.sh

# T is a program's path or source, or the end of it.  The programs of EchoApp that
# a test runs are built before.  TEST_SERVER=nginx: one of tests/servers, for
# tests/deploy.
NAMES  := $(patsubst $(O)/tests/%,%,$(TESTS) $(CONTRACTS))
WANTED := $(patsubst shared/%,%,$(patsubst tests/%,%,$(T:.c=)))
CHOSEN := $(or $(filter $(WANTED),$(NAMES)),$(filter %/$(WANTED),$(NAMES)))
ifeq ($(words $(CHOSEN)),1)
IS_DEPLOYED := $(filter deploy/%,$(CHOSEN))
TEST_SERVER ?= lighttpd
EVERY := $(if $(IS_DEPLOYED),$(if $(filter apache-cgi,$(TEST_SERVER)),$(S)/echoapp.fcgi))
test: $(O)/tests/$(CHOSEN) $(EVERY) $(if $(filter tools/% status/% fcgi/% deploy/% deliver/% fault/% database/%,$(CHOSEN)),\
    all $(PRELOADS) $(ECHO_ENVIRONMENT) $(ESCAPE))
	@unset MAKEFLAGS MFLAGS MAKELEVEL; $(if $(K),TEST_ONLY='$(K)') \
	    TEST_TOOL=$(abspath $(TOOL)) TEST_PROGRAMS=$(abspath $(P)) TEST_DELIVERER=$(abspath $(DELIVERER)) \
	    TEST_ESCAPE=$(abspath $(ESCAPE)) TEST_STATUS=$(abspath $(P))/status.fcgi $(if $(IS_DEPLOYED),\
	    TEST_SERVER=$(TEST_SERVER) EVERY=$(abspath $(EVERY))) $(O)/tests/$(CHOSEN)
else
test:
	@echo 'make test: T=$(T) names $(if $(CHOSEN),more than one,none) of these programs:' >&2
	@echo '$(or $(CHOSEN),$(NAMES))' | fold -s -w 100 >&2; exit 1
endif

lint:
	@tests/lint.sh

# tests/check.sh does the same for a short time.
torture:
	@scripts/deps.sh run check deb torture
	@$(MAKE) --no-print-directory -s all tests
	@CORRUPTIONS=$(or $(CORRUPTIONS),1000) $(O)/tests/index/test_index_corruption
	@KILLS=$(or $(KILLS),1000) TEST_PROGRAMS=$(abspath $(P)) $(O)/tests/fcgi/test_worker
	@node tests/records/property.mjs 100000
	@node tests/records/daily_export.mjs 31 3000
	@TEST_PROGRAMS=$(abspath $(P)) TEST_TOOL=$(abspath $(TOOL)) FAULT_POINTS=0 \
	    $(O)/tests/fault/test_faults
	@node tests/fault/power_cut.mjs 0
	@tests/dashboard.sh
	@tests/readme.sh
	@tests/packages.sh
	@tests/container.sh

screenshots:
	@scripts/deps.sh run check
	@$(MAKE) --no-print-directory -s all
	@tests/page/run.sh shots $(P)

# libFuzzer is clang's, so the fuzzers have a build directory of their own.  T is one
# of them, such as fuzz_conf.  clang reports each 0 that is added to a null pointer, as
# glibc's obstacks do; gcc, in `make check`, only pointers that overflow.
SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZED  := $(filter $(or $(T),%),$(FUZZERS))
FUZZDIR := build/clang-fuzzer-no-link,address,undefined
fuzz:
	@$(MAKE) --no-print-directory CC=clang SAN=fuzzer-no-link,address,undefined \
	    $(FUZZED:%=$(FUZZDIR)/tests/fuzz/%)
	@tests/fuzz/run.sh $(FUZZDIR)/tests/fuzz $(SECONDS) $(FUZZED)
fuzz-corpus:
	@tests/fuzz/merge.sh $(FUZZDIR)/tests/fuzz $(FUZZED)

# Not the harness's main(), but libFuzzer's; a failed check ends a fuzzer.
FUZZLIB := $(O)/libfuzz.a
.PHONY: fuzzers
fuzzers: $(FUZZERS:%=$(O)/tests/fuzz/%)
$(FUZZLIB): $(filter-out %/fake_hook_client.o %/ctl.o,$(call objects,tests/fuzz/support/*.c))
$(O)/tests/fuzz/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(FUZZLIB) $(HARNESS) $(TOOLS) $(ALL) $(LIB)
	$(call link,-fsanitize=fuzzer -Wl$(,)--wrap=_ck_assert_failed$(,)--wrap=_mark_point $(CHECK_LIB))
# In the place of tools/wcs/hook_client.c.
$(addprefix $(O)/tests/fuzz/fuzz_,doctor play): $(O)/tests/fuzz/support/fake_hook_client.o
$(O)/tests/fuzz/fuzz_status: $(filter-out %/main.o,$(call objects,status/*.c status/*/*.c))
$(O)/tests/fuzz/fuzz_fastcgi: $(patsubst %,$(O)/fcgi/%.o,request_reader fastcgi_record cgi_variables)
# Programs whose main() a fuzzer calls.
$(O)/tests/fuzz/fuzz_cgi: $(O)/tests/fuzz/cgi_main.o $(filter-out %/main.o,$(MAIN)) \
    $(O)/fcgi/dispatch_all.o
$(addprefix $(O)/tests/fuzz/fuzz_,commands index_rows purge): $(O)/tests/fuzz/support/ctl.o \
    $(O)/tests/fuzz/ctl_main.o $(O)/tools/commands.o
$(O)/tests/fuzz/cgi_main.o: $(O)/fcgi/main.o
$(O)/tests/fuzz/ctl_main.o: $(O)/tools/echoappctl.o
$(O)/tests/fuzz/%_main.o:
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym main=$*_main $< $@

# The command that compiles each file, as make would run it.
SOURCES := $(wildcard handlers/*.c scripts/*.c $(foreach d,database deliver fcgi shared status tests tools,\
	$(d)/*.c $(d)/*/*.c $(d)/*/*/*.c))
compile_commands.json: always
	@$(MAKE) --no-print-directory -nB V=1 $(SOURCES:%.c=$(O)/%.o) | \
	awk -v start='{ "directory": "$(CURDIR)", "file": "' \
	    '/ -c -o [^ ]+ [^ ]+\.c$$/ { \
	  gsub(/[\\"]/, "\\\\&"); \
	  print (n++ ? "," : "[") start $$NF "\", \"command\": \"" $$0 "\" }" } \
	END { print "]" }' > $@

# The warnings of a compiler whose objects of these nobody would run.
PARSED := $(filter $(foreach d,deliver fcgi scripts status tools tests/bench tests/deliver tests/deploy tests/fcgi \
	tests/fuzz tests/status tests/tools,$(d)/%) shared/base/packed_absent.c,$(SOURCES))
parsed: OBJECT_FLAGS = -Itests -DVERSION='""' $(PATHS)
parsed: | $(O)/found-check
	$(Q)$(filter-out -MMD -MP,$(COMPILE)) -fsyntax-only $(PARSED)
