# The benchmarks: bench-X runs tests/bench/X.sh, which describes its variables.

## bench                 runs all benchmarks, one after another
## bench-deliver         echoapp-deliver: records over HTTP and into PostgreSQL, hooks with it and without
## bench-hooks           a hook, compared with a bare FastCGI echo and with PHP
## bench-index           the index of a journal of CALLS=1000000
## bench-latency         hooks with background folds, and without
## bench-page            hooks with PAGES=10 open pages, and without
## bench-play            echoappctl play: RATE=2000, and SESSIONS=10000 at once
## bench-rules           50 rules, lists of ENTRIES=1000000, limits on CALLS=1000000, SESSIONS=1000000
## bench-slow            hooks while others send and read slowly
## bench-servers         a hook behind each web server, as deploy/ configures it

BENCHES  := $(patsubst tests/bench/%.sh,bench-%,$(wildcard tests/bench/*.sh))
MEASURES := $(patsubst %.o,%,$(call objects,tests/bench/*.c))
.PHONY: bench $(BENCHES) measures
bench:
	@for b in $(BENCHES); do $(MAKE) --no-print-directory $$b || exit; done
$(BENCHES): bench-%:
	@scripts/deps.sh run bench
	@$(MAKE) --no-print-directory -s all measures
	@tests/bench/$*.sh $(P) $(O)/tests/bench $(TOOL)

# The programs that the scripts use.
measures: $(MEASURES)
$(MEASURES): %: %.o $(TOOLS) $(ALL) $(LIB)
	$(call link,$(MORE_LIBS))
$(O)/tests/bench/slow_clients: $(O)/fcgi/fastcgi_record.o
$(O)/tests/bench/bare: MORE_LIBS = -lfcgi
$(O)/tests/bench/instructions: $(O)/handlers/callStatusEvent.o
