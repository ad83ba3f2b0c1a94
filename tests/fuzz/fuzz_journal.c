/*
 * fuzz_journal - any lines as the journal, folded into an index, for libFuzzer.
 *
 * The first byte of an input says how many lines are folded at a time, the
 * second how much is there for the first fold; after them come two days, with a
 * NUL between.  It is an error if the index differs from one that is made anew
 * from the same lines, or if a line is not counted once.
 */

#include <stdlib.h>
#include <string.h>

#include "fuzz/support/fuzz.h"
#include "fuzz/support/line_mutator.h"
#include "support/harness.h"
#include "support/history.h"

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

struct day {
	const char *file;
	const char *text;
	size_t len;
};

/* Lines that the counters hold: those with a newline that are not empty. */
static uint64_t
count_day(const struct day *d)
{
	static struct journal_line l;
	const char *at = d->text, *end = at + d->len, *stop;
	uint64_t n = 0;

	for (; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1)
		if (stop > at &&
		    journal_line_read(&l, at, (size_t)(stop - at)) == 0)
			n += 1 + l.suppressed;
		else
			n += stop > at;
	return n;
}

static void
check_counts(const struct day *days)
{
	char *sum = history_query(
	    "anew", "SELECT coalesce(sum(count), 0) FROM hook_count");

	MUST(strtoull(sum, NULL, 10) ==
	     count_day(&days[0]) + count_day(&days[1]));
	free(sum);
}

/*
 * All tables, but not whether an entity once had a slot that is too old for
 * limits by now: such slots are not stored by a fold that comes later.
 */
static char *
tables_of(const char *state)
{
	static const char *const tables[] = {
		"connection", "registration", "call", "message", "stream",
	};
	size_t i;

	for (i = 0; i < ROWS(tables); i++)
		free(history_query(state, "UPDATE %s SET has_slots = 0",
				   tables[i]));
	return history_tables(state);
}

static void
compare(const struct day *days, size_t most, size_t first)
{
	char *got, *wanted;

	remove_tree("state");
	remove_tree("anew");
	history_append("state", days[0].file, days[0].text, first);
	history_fold_by("state", most, NULL);
	history_append("state", days[0].file, days[0].text + first,
		       days[0].len - first);
	history_append("state", days[1].file, days[1].text, days[1].len);
	history_fold_by("state", most, NULL);
	history_append("anew", days[0].file, days[0].text, days[0].len);
	history_append("anew", days[1].file, days[1].text, days[1].len);
	history_fold_upto("anew", &history_patient, 0);
	got = tables_of("state");
	wanted = tables_of("anew");
	history_check_same(got, wanted, "folded in pieces");
	free(got);
	free(wanted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const size_t most = 1 + fuzz_byte(&in), part = fuzz_byte(&in);
	char *one = fuzz_string(&in), *other = fuzz_string(&in);
	const struct day days[] = {
		{ DAY_FILE, one, strlen(one) },
		{ NEXT_DAY_FILE, other, strlen(other) },
	};

	compare(days, most, days[0].len * part / 255);
	if (!memmem(data, size, "purged", 6))
		check_counts(days);
	free(one);
	free(other);
	return 0;
}
