/* call_sums: each call counts once, and no count falls. */

#include "index/call_sums.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/history.h"

#define LEDGER "state/" LEDGER_NAME
#define LINE 83
#define OLD_LINE 70

static struct fold_result
fold_at(double seconds, bool rebuild)
{
	static struct timeouts timeouts;
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &timeouts,
		.now = NOON_US + (timestamp)(seconds * 1e6),
		.rebuild = rebuild,
	};
	struct fold_result done;
	struct error e;
	struct index *ix = index_open("state", &e);

	timeouts = history_patient;
	timeouts.established[ENTITY_CALL] = HOUR_US;
	ck_assert_msg(ix != NULL, "%s", e.text);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
	return done;
}

/* A call that ends with `status`; one of FINISH was answered. */
static void
call_lasts(double from, double until, const char *id, const char *status)
{
	char members[64];

	snprintf(members, sizeof members, "\"callId\":\"%s\"", id);
	history_tell(from, "call", "s", members);
	history_call_becomes(from, id, "RING");
	if (strcmp(status, "FINISH") == 0)
		history_call_becomes(from, id, "ESTABLISHED");
	history_call_becomes(until, id, status);
}

static char *
sums(void)
{
	return history_query("state", "SELECT disposition, bucket, calls, talk"
				      " FROM call_sum");
}

/* Calls of four dispositions, one of them stale. */
static void
four_calls(void)
{
	call_lasts(0, 5, "a", "FINISH");
	call_lasts(0, 5.001, "b", "FINISH");
	call_lasts(10, 20, "c", "BUSY");
	call_lasts(10, 20, "d", "FAILED");
	history_tell(30, "call", "s", "\"callId\":\"e\"");
	history_call_becomes(31, "e", "ESTABLISHED");
	fold_at(100, false);
	fold_at(10000, false);
}

#define FOUR                                                                   \
	"ANSWERED|0|1|5000\nANSWERED|1|1|5001\nBUSY|12|1|0\nFAILED|12|1|0\n"   \
	"STALE|12|1|0\n"

TEST(calls_are_counted_by_disposition_and_time_of_talk)
{
	four_calls();
	ck_assert_str_eq(sums(), FOUR);
}

TEST(a_record_that_is_corrected_counts_as_it_was)
{
	four_calls();
	history_call_becomes(10001, "e", "FINISH");
	history_call_becomes(10001, "d", "ESTABLISHED");
	fold_at(10010, false);
	ck_assert_str_eq(history_query("state", "SELECT disposition FROM cdr"
						" WHERE callid = 'e'"),
			 "ANSWERED\n");
	ck_assert_str_eq(sums(), FOUR);
}

TEST_LOOP(an_index_made_anew_has_the_same_sums, 3)
{
	four_calls();
	history_call_becomes(10001, "e", "FINISH");
	fold_at(10010, false);
	if (_i == 1)
		output_of("rm state/index.db*");
	/* What purge does to the lines of calls. */
	if (_i == 2)
		output_of("rm state/index.db* state/journal/*");
	if (_i == 2)
		history_tell(10020, "connect", "s2", "");
	fold_at(10030, true);
	ck_assert_str_eq(sums(), FOUR);
}

/* Makes the ledger one of version 1. */
static void
make_old(void)
{
	size_t len, i;
	char *lines = harness_read_file(LEDGER, &len);
	FILE *f = fopen(LEDGER, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(len % LINE, 0);
	lines[strlen("echoapp-records ")] = '1';
	for (i = 0; i < len; i += LINE)
		fprintf(f, "%.*s\n", OLD_LINE - 1, lines + i);
	ck_assert_int_eq(fclose(f), 0);
}

static char *
records(void)
{
	return history_query("state", "SELECT uniqueid, recorded, revision,"
				      " disposition FROM cdr ORDER BY row");
}

static char *
ledger_id(void)
{
	return history_query("state", "SELECT id FROM ledger");
}

TEST_LOOP(a_ledger_of_version_1_goes_on_and_counts_from_then_on, 2)
{
	char *before, *id;
	size_t len;

	four_calls();
	before = records();
	id = ledger_id();
	make_old();
	if (_i)
		output_of("printf torn >> " LEDGER);
	fold_at(10010, true);
	ck_assert_str_eq(records(), before);
	ck_assert_str_eq(ledger_id(), id);
	ck_assert_str_eq(sums(), "");
	harness_read_file(LEDGER, &len);
	ck_assert_uint_eq(len % LINE, 0);
	ck_assert_int_ne(access(LEDGER ".new", F_OK), 0);
	call_lasts(10011, 10071, "f", "FINISH");
	fold_at(10080, false);
	ck_assert_str_eq(sums(), "ANSWERED|3|1|60000\n");
}

TEST(an_empty_ledger_of_version_1_keeps_its_id)
{
	char *id;

	call_lasts(0, 5, "a", "FINISH");
	fold_at(100, false);
	id = ledger_id();
	make_old();
	ck_assert_int_eq(truncate(LEDGER, OLD_LINE), 0);
	output_of("rm state/index.db*");
	fold_at(110, false);
	ck_assert_str_eq(ledger_id(), id);
	ck_assert_str_eq(sums(), "ANSWERED|0|1|5000\n");
}
