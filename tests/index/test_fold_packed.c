/* fold: days that are compressed before, between and after folds. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "index/fold.h"
#include "journal/journal_days.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/packing.h"
#include "support/random_history.h"

#define ROUNDS 24
#define DAYS 5

static const char *
day_of(size_t n)
{
	static char name[32];

	snprintf(name, sizeof name, "202603%02zu.ndjson", n + 1);
	return name;
}

/* A random history, of which each day has a part. */
static void
write_days(const char *state, uint64_t seed)
{
	size_t i;

	random_history_make(seed, false);
	random_history_deliver(0, false);
	for (i = 0; i < random_history_count; i++)
		history_append(state, day_of(i * DAYS / random_history_count),
			       random_hooks[i].line,
			       strlen(random_hooks[i].line));
}

TEST_LOOP(a_folded_day_that_is_compressed_is_not_folded_again, PACKINGS)
{
	const char *tables;
	struct fold_result done;

	write_days("state", 1);
	history_fold();
	tables = history_tables("state");
	packing_pack_before("state", day_of(DAYS - 1), (enum packing)_i);
	done = history_fold();
	ck_assert_uint_eq(done.lines, 0);
	ck_assert(!done.rebuilt);
	history_check_same(history_tables("state"), tables, "compressed");
	/* From now on the compressed file is known. */
	done = history_fold();
	ck_assert_uint_eq(done.lines, 0);
	ck_assert(!done.rebuilt);
	history_append("state", day_of(DAYS - 1), random_hooks[0].line,
		       strlen(random_hooks[0].line));
	ck_assert_uint_eq(history_fold().lines, 1);
}

TEST_LOOP(a_compressed_journal_becomes_the_same_tables, PACKINGS)
{
	write_days("plain", 2);
	write_days("packed", 2);
	packing_pack_before("packed", day_of(DAYS), (enum packing)_i);
	ck_assert_uint_eq(
	    history_fold_upto("packed", &history_patient, 0).lines,
	    random_history_count);
	history_fold_upto("plain", &history_patient, 0);
	history_check_same(history_tables("packed"), history_tables("plain"),
			   packing_endings[_i]);
}

TEST_LOOP(a_day_that_is_compressed_when_half_is_folded_is_folded_on, PACKINGS)
{
	struct fold_result done;
	uint64_t n;

	write_days("plain", 3);
	write_days("packed", 3);
	n = random_history_count / DAYS / 2;
	history_fold_upto("plain", &history_patient, n);
	history_fold_upto("packed", &history_patient, n);
	packing_pack_before("packed", day_of(2), (enum packing)_i);
	done = history_fold_upto("packed", &history_patient, 0);
	ck_assert_uint_eq(done.lines, random_history_count - n);
	ck_assert(!done.rebuilt);
	history_fold_upto("plain", &history_patient, 0);
	history_check_same(history_tables("packed"), history_tables("plain"),
			   packing_endings[_i]);
}

/* Late lines make a plain file beside the compressed one. */
TEST_LOOP(lines_that_come_after_a_day_was_compressed_are_folded, PACKINGS)
{
	struct fold_result done;

	write_days("state", 4);
	history_fold();
	packing_pack_before("state", day_of(2), (enum packing)_i);
	if (_i % 2)
		history_fold();
	history_append("state", day_of(0), random_hooks[9].line,
		       strlen(random_hooks[9].line));
	done = history_fold();
	ck_assert_uint_eq(done.lines, 1);
	ck_assert(!done.rebuilt);
	packing_pack("state", day_of(0), PACKING_OURS);
	done = history_fold();
	ck_assert_uint_eq(done.lines, 0);
	ck_assert(!done.rebuilt);
	history_check_same(
	    history_query("state", "SELECT sum(count) FROM hook_count"),
	    history_query("state", "SELECT %zu", random_history_count + 1),
	    "the late line counts once");
}

TEST(a_compressed_day_with_other_lines_is_another_journal)
{
	struct fold_result done;

	write_days("state", 5);
	history_fold();
	ck_assert_int_eq(unlink("state/journal/20260301.ndjson"), 0);
	write_file("state/journal/20260301.ndjson", "nothing like it\n");
	packing_pack("state", day_of(0), PACKING_OURS);
	done = history_fold();
	ck_assert(done.rebuilt);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "rebuilt");
}

/* erase writes a compressed day anew: its names must leave the index. */
TEST(a_compressed_day_that_was_written_anew_is_another_journal)
{
	write_days("state", 6);
	packing_pack("state", day_of(0), PACKING_OURS);
	history_fold();
	output_of("cd state/journal && zstd -q -d --rm *.zst &&"
		  " sed -i 's/10001/erase/' 20260301.ndjson");
	packing_pack("state", day_of(0), PACKING_OURS);
	ck_assert(history_fold().rebuilt);
}

TEST_LOOP(a_torn_compressed_day_is_named_and_the_index_stays, PACKING_TWICE)
{
	const char *file, *tables;
	struct error why;

	write_days("state", 7);
	history_fold();
	tables = history_tables("state");
	packing_pack("state", day_of(1), (enum packing)_i);
	file = packing_path("state", day_of(1), (enum packing)_i);
	ck_assert_int_eq(rename(file, "whole"), 0);
	output_of("head -c 300 whole > torn");
	ck_assert_int_eq(rename("torn", file), 0);
	ck_assert_int_eq(history_fold_may_fail("state", &why), -1);
	ck_assert_msg(strstr(why.text, strrchr(file, '/') + 1) &&
			  strstr(why.text, "torn"),
		      "%s", why.text);
	history_check_same(history_tables("state"), tables, "meanwhile");
	ck_assert_int_eq(rename("whole", file), 0);
	ck_assert(!history_fold().rebuilt);
	history_check_same(history_tables("state"), tables, "restored");
}

/* gzip and zstd write their file while the other is still there. */
TEST_LOOP(a_compressed_file_that_is_not_finished_is_not_read, PACKING_TWICE)
{
	struct fold_result done;
	const char *file;

	write_days("state", 8);
	history_fold();
	output_of("cp state/journal/20260302.ndjson plain");
	packing_pack("state", day_of(1), (enum packing)_i);
	file = packing_path("state", day_of(1), (enum packing)_i);
	ck_assert_int_eq(truncate(file, 500), 0);
	output_of("mv plain state/journal/20260302.ndjson");
	done = history_fold();
	ck_assert_uint_eq(done.lines, 0);
	ck_assert(!done.rebuilt);
	history_append("state", day_of(1), random_hooks[0].line,
		       strlen(random_hooks[0].line));
	ck_assert_uint_eq(history_fold().lines, 1);
}

/*
 * Compresses a random day before the last one, in a random way.  Late lines of
 * a compressed day are compressed only if they are folded; otherwise the index
 * would be rebuilt, and tell some steps in another order.
 */
static void
pack_some_day(const char *state, bool is_folded, uint64_t *random)
{
	enum packing how = (enum packing)(next_random(random) % PACKINGS);
	struct journal_days d;
	size_t i;

	ck_assert_int_eq(journal_days_open(&d, state), 0);
	i = d.count > 1 ? next_random(random) % (d.count - 1) : d.count;
	if (i < d.count && d.at[i].inode && !d.at[i].packed.kind)
		packing_pack(state, d.at[i].file, how);
	else if (i < d.count && d.at[i].inode && is_folded)
		packing_pack(state, d.at[i].file, PACKING_OURS);
	journal_days_close(&d);
}

/*
 * The same lines, folded at the same times; but in one of the two journals days
 * are compressed meanwhile.  Some lines come late, for a day that may be
 * compressed already.
 */
TEST_LOOP(compressing_days_between_folds_changes_no_table, ROUNDS)
{
	uint64_t random = (uint64_t)_i + 77;
	struct fold_result done;
	size_t i, day;

	random_history_make((uint64_t)_i + 500, _i % 2);
	random_history_deliver(1, false);
	for (i = 0; i < random_history_count; i++) {
		const char *line = random_hooks[i].line;

		day = i * DAYS / random_history_count;
		if (day && next_random(&random) % 20 == 0)
			day -= next_random(&random) % (day + 1);
		history_append("plain", day_of(day), line, strlen(line));
		history_append("packed", day_of(day), line, strlen(line));
		if (next_random(&random) % 8 == 0) {
			uint64_t most = next_random(&random) % 2 * 7;

			history_fold_upto("plain", &history_patient, most);
			done =
			    history_fold_upto("packed", &history_patient, most);
			ck_assert(!done.rebuilt);
			if (next_random(&random) % 2)
				pack_some_day("packed", !most, &random);
		}
		if (next_random(&random) % 15 == 0)
			pack_some_day("packed", false, &random);
	}
	history_fold_upto("plain", &history_patient, 0);
	history_fold_upto("packed", &history_patient, 0);
	history_check_same(history_tables("packed"), history_tables("plain"),
			   "folded bit by bit");
	history_check_same(history_fresh_tables("packed", &history_patient),
			   history_fresh_tables("plain", &history_patient),
			   "folded at once");
}
