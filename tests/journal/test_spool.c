/* spool: lines wait in memory for the journal, in their order. */

#include "journal/spool.h"

#include <stdlib.h>
#include <string.h>

#include "base/deadline.h"
#include "support/harness.h"
#include "support/holder.h"
#include "support/journal_fixture.h"

const struct test_setup test_setup = {
	.before = journal_fixture_open,
	.after = journal_fixture_close,
};

static bool
add(struct spool *s, time_t when, const char *line)
{
	return spool_add(s, &(struct timespec){ .tv_sec = when }, line,
			 strlen(line));
}

TEST(lines_are_written_in_their_order_and_to_their_days)
{
	struct spool s = { 0 };

	ck_assert(add(&s, NOON_SECONDS, "a\n"));
	ck_assert(add(&s, NOON_SECONDS - 86400, "b\n"));
	ck_assert(add(&s, NOON_SECONDS, "c\n"));
	ck_assert_uint_eq(s.count, 3);
	ck_assert_int_eq(spool_write(&s, journal_fixture, false), 0);
	ck_assert_uint_eq(s.count, 0);
	ck_assert_uint_eq(s.bytes, 0);
	journal_fixture_check(NOON_DAY_FILE, "a\nc\n");
	journal_fixture_check("state/journal/20261122.ndjson", "b\n");
	ck_assert(add(&s, NOON_SECONDS, "d\n"));
	ck_assert_int_eq(spool_write(&s, journal_fixture, true), 0);
	journal_fixture_check(NOON_DAY_FILE, "a\nc\nd\n");
}

TEST(lines_stay_while_the_journal_is_locked)
{
	struct spool s = { 0 };
	pid_t pid;

	ck_assert_int_eq(journal_fixture_append(NOON_SECONDS, "a\n"), 0);
	pid = holder_flock(NOON_DAY_FILE);
	ck_assert(add(&s, NOON_SECONDS, "b\n"));
	ck_assert(add(&s, NOON_SECONDS, "c\n"));
	deadline_set(0);
	ck_assert_int_eq(spool_write(&s, journal_fixture, false), -1);
	ck_assert(journal_is_jammed(journal_fixture));
	ck_assert_uint_eq(s.count, 2);
	holder_end(pid);
	ck_assert_int_eq(spool_write(&s, journal_fixture, false), 0);
	ck_assert(!journal_is_jammed(journal_fixture));
	journal_fixture_check(NOON_DAY_FILE, "a\nb\nc\n");
	deadline_set(DEADLINE_NONE);
}

TEST(no_more_waits_than_there_is_space_for)
{
	const size_t len = SPOOL_BYTES_MAX / 4;
	char *line = calloc(1, len + 1);
	struct spool s = { 0 };
	int i;

	memset(line, 'a', len);
	for (i = 0; i < 4; i++)
		ck_assert(add(&s, NOON_SECONDS, line));
	ck_assert(!add(&s, NOON_SECONDS, "b\n"));
	ck_assert_uint_eq(s.count, 4);
	spool_clear(&s);
	ck_assert_uint_eq(s.count, 0);
	ck_assert(add(&s, NOON_SECONDS, "b\n"));
	spool_clear(&s);
	free(line);
}
