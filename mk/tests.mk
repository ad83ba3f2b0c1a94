# The tests.

## check                 runs all tests; installs the packages that they need
## tests                 builds the test programs
## test                  runs a test program; T=journal/test_journal, K=NAME for one test of it
## lint                  checks the style, and runs static analysis
## fuzz                  sends random bytes to hooks; SECONDS=60
## torture               runs tests for long: 100,000 random calls, 1,000 damaged indexes, failing calls
## screenshots           makes pictures of the page, in build/screenshots
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
$(filter $(O)/tests/deploy/%,$(TESTS)): $(filter-out %/environment.o \
	$(O)/tests/deploy/test_%,$(call objects,tests/deploy/*.c))

# tests/contract.c tests each handler.
$(O)/tests/contract/connect: $(ALL)
$(CONTRACTS): $(O)/tests/contract/%: $(O)/tests/contract.o $(O)/handlers/%.o $(HARNESS) $(LIB)
	$(call link,$(CHECK_LIB))

# A program that responds with the variables that a web server passes to it.
$(O)/tests/deploy/environment: $(O)/tests/deploy/environment.o
	$(link)

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

.PHONY: check tests test torture lint fuzz screenshots
tests: $(TESTS) $(CONTRACTS) $(PRELOADS) $(ECHO_ENVIRONMENT) $(ESCAPE)

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
test: $(O)/tests/$(CHOSEN) $(EVERY) $(if $(filter tools/% status/% fcgi/% deploy/% fault/%,$(CHOSEN)),\
    all $(PRELOADS) $(ECHO_ENVIRONMENT) $(ESCAPE))
	@unset MAKEFLAGS MFLAGS MAKELEVEL; $(if $(K),TEST_ONLY='$(K)') \
	    TEST_TOOL=$(abspath $(TOOL)) TEST_PROGRAMS=$(abspath $(P)) \
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
	@scripts/deps.sh run check
	@$(MAKE) --no-print-directory -s all tests
	@CORRUPTIONS=$(or $(CORRUPTIONS),1000) $(O)/tests/index/test_index_corruption
	@node tests/records/property.mjs 100000
	@node tests/records/daily_export.mjs 31 3000
	@TEST_PROGRAMS=$(abspath $(P)) TEST_TOOL=$(abspath $(TOOL)) FAULT_POINTS=0 \
	    $(O)/tests/fault/test_faults

screenshots:
	@scripts/deps.sh run check
	@$(MAKE) --no-print-directory -s all
	@tests/page/run.sh shots $(P)

# libFuzzer is clang's, so the fuzzers have a build directory of their own; they
# share SECONDS.  build/corpus/NAME keeps the inputs that a fuzzer found; tests/data
# has its first inputs.
SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz:
	@$(MAKE) --no-print-directory CC=clang SAN=fuzzer-no-link,address,undefined fuzzers
	@for f in $(FUZZERS); do \
	  mkdir -p build/corpus/$$f && echo "  FUZZ $$f" && \
	  build/clang-fuzzer-no-link,address,undefined/tests/fuzz/$$f \
	    -max_total_time=$$(($(SECONDS) / $(words $(FUZZERS)) + 1)) \
	    -max_len=65536 -timeout=10 -print_final_stats=1 \
	    -artifact_prefix=build/ build/corpus/$$f tests/data || exit; \
	done
.PHONY: fuzzers
fuzzers: $(FUZZERS:%=$(O)/tests/fuzz/%)
$(O)/tests/fuzz/fuzz_%: $(O)/tests/fuzz/fuzz_%.o $(HARNESS) $(ALL) $(LIB)
	$(call link,-fsanitize=fuzzer $(CHECK_LIB))

# The command that compiles each file, as make would run it.
SOURCES := $(wildcard handlers/*.c scripts/*.c $(foreach d,fcgi shared status tests tools,\
	$(d)/*.c $(d)/*/*.c $(d)/*/*/*.c))
compile_commands.json: always
	@$(MAKE) --no-print-directory -nB V=1 $(SOURCES:%.c=$(O)/%.o) | \
	awk -v start='{ "directory": "$(CURDIR)", "file": "' \
	    '/ -c -o [^ ]+ [^ ]+\.c$$/ { \
	  gsub(/[\\"]/, "\\\\&"); \
	  print (n++ ? "," : "[") start $$NF "\", \"command\": \"" $$0 "\" }" } \
	END { print "]" }' > $@
