/*
 * fuzz_purge - old lines are purged from any journal, for libFuzzer.
 *
 * An input is two days, with a NUL between.  It is an error if counters change
 * by a purge, or by making the index anew after it.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/support/ctl.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/line_mutator.h"
#include "support/harness.h"
#include "support/history.h"
#include "tools/command.h"

#define NEXT_DAY_FILE "20260302.ndjson"

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return line_mutator(data, size, max, seed);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

/* All sums that metrics show. */
static char *
counters(void)
{
	history_fold();
	return history_query(
	    "state", "SELECT sum(count), sum(warnings), sum(lost), sum(took)"
		     " FROM hook_count");
}

static void
must_be(char *before, const char *what)
{
	char *after = counters();

	if (strcmp(before, after) != 0)
		fprintf(stderr, "before: %safter %s: %s", before, what, after);
	MUST(strcmp(before, after) == 0);
	free(after);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	char *one = fuzz_string(&in), *other = fuzz_string(&in), *before;

	remove_tree("state");
	history_append("state", DAY_FILE, one, strlen(one));
	history_append("state", NEXT_DAY_FILE, other, strlen(other));
	before = counters();
	if (ctl("purge --before 2026-03-02 --yes") == EXIT_FINE) {
		must_be(before, "purge");
		unlink("state/index.db");
		unlink("state/index.db-wal");
		must_be(before, "a rebuild");
	}
	free(before);
	free(one);
	free(other);
	return 0;
}
