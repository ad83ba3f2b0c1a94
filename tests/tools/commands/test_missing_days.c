/* A day whose file is gone, though not by purge, is told of. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

static timestamp now;
static char lost[64]; /* the file of the day before yesterday */
static char lost_date[TIMESTAMP_SIZE];

static void
tell_days(void)
{
	now = state_now();
	state_put_call(now - 4 * DAY_US, "first", "10001", "10002");
	state_put_call(now - 2 * DAY_US, "second", "10001", "10002");
	state_put_call(now - DAY_US, "third", "10001", "10002");
	state_put(now - DAY_US, "call", 403, "s", "\"callId\":\"no\"");
	ctl_output(ctl_run("calls", NULL));
	snprintf(lost, sizeof lost, "state/journal/%s",
		 state_day_file(now - 2 * DAY_US));
	timestamp_format(lost_date, sizeof lost_date, now - 2 * DAY_US);
	lost_date[10] = '\0';
}

const struct test_setup test_setup = {
	.before = tell_days,
	.seconds = 60,
};

static struct outcome
status(void)
{
	return ctl_run("status", NULL);
}

static void
check_told(void)
{
	char words[128];
	struct outcome r = status();

	snprintf(words, sizeof words,
		 "1 days of the journal are gone without purge, the first is"
		 " %s",
		 lost_date);
	ck_assert_int_eq(r.code, 1);
	ck_assert_msg(strstr(r.out, words) != NULL, "%s", r.out);
}

static void
check_not_told(void)
{
	struct outcome r = status();

	ck_assert_msg(!strstr(r.out, "gone without purge"), "%s", r.out);
	ck_assert_msg(r.code == 0, "%s", r.out);
}

static char *
counts(void)
{
	return history_query("state",
			     "SELECT hook, status, count, took FROM hook_count"
			     " UNION ALL SELECT hook, status, count, took FROM"
			     " series WHERE unit = 0 ORDER BY 1, 2");
}

TEST(a_day_that_is_gone_is_told_of_until_it_is_back)
{
	char *counted = counts();

	check_not_told();
	ck_assert_int_eq(rename(lost, "aside"), 0);
	check_told();
	ck_assert_str_eq(counts(), counted);
	ctl_output(ctl_run("reindex", NULL));
	check_told();
	ck_assert_str_eq(counts(), counted);
	ck_assert_int_eq(rename("aside", lost), 0);
	check_not_told();
	ck_assert_str_eq(counts(), counted);
}

static char *
call_count(void)
{
	return history_query("state", "SELECT count FROM hook_count WHERE"
				      " hook = 'call' AND status = 200");
}

TEST(counters_do_not_fall_and_go_on)
{
	ck_assert_str_eq(call_count(), "3\n");
	unlink(lost);
	/* How much of this is the lost day's is not known any more. */
	state_put_call(now - SECOND_US * 70, "fourth", "10001", "10002");
	ctl_output(ctl_run("calls", NULL));
	ck_assert_str_eq(call_count(), "3\n");
	state_put(now, "call", 200, "s", "\"callId\":\"fifth\"");
	ctl_output(ctl_run("calls", NULL));
	ck_assert_str_eq(call_count(), "4\n");
	ctl_output(ctl_run("reindex", NULL));
	ck_assert_str_eq(call_count(), "4\n");
}

TEST(days_that_purge_removed_are_not)
{
	ctl_output(ctl_run("purge", "--before", "yesterday", "--yes", NULL));
	ck_assert_int_eq(access(lost, F_OK), 0);
	check_not_told();
	/* This one has the sums, and no purge removes it. */
	ck_assert_int_eq(unlink(lost), 0);
	check_told();
}

TEST(purge_past_it_ends_that)
{
	char *counted;

	unlink(lost);
	check_told();
	counted = counts();
	ctl_output(ctl_run("purge", "--before", "yesterday", "--yes", NULL));
	check_not_told();
	ck_assert_str_eq(counts(), counted);
	ctl_output(ctl_run("reindex", NULL));
	check_not_told();
	ck_assert_str_eq(counts(), counted);
}

TEST(the_loss_can_be_accepted)
{
	unlink(lost);
	check_told();
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("purge", "--missing", NULL)), lost_date));
	check_not_told();
	ctl_output(ctl_run("reindex", NULL));
	check_not_told();
	ck_assert_str_eq(ctl_output(ctl_run("purge", "--missing", NULL)),
			 "no day is missing\n");
	ck_assert_int_eq(
	    ctl_run("purge", "--missing", "--before", "today", NULL).code, 2);
}

/* More lines than `status` folds at once (SUMMARY_FOLD_LINES). */
#define MANY_LINES 4100

/*
 * The index from before a purge, as when that was killed before it could make
 * the index anew, which `status` then does in two pieces.
 */
TEST(an_index_made_in_pieces_knows_what_purge_removed)
{
	int i;

	write_file("echoapp.conf", "stale_connection = 30d\n");
	setenv("ECHOAPP_CONF", "echoapp.conf", 1);
	for (i = 0; i < MANY_LINES; i++)
		state_put(now - 3 * DAY_US + i, "connect", 200, "stays",
			  "\"sipLogin\":\"10001\"");
	ctl_output(ctl_run("calls", NULL));
	ck_assert_int_eq(rename("state/index.db", "before"), 0);
	ctl_output(ctl_run("purge", "--before", "yesterday", "--yes", NULL));
	ck_assert_int_eq(state_count("\"purged\":"), 1);
	ck_assert_int_eq(rename("before", "state/index.db"), 0);
	check_not_told();
}

TEST(what_was_wrong_with_an_accepted_day_is_no_problem)
{
	char *all, *told;

	history_append("state", state_day_file(now - 2 * DAY_US), "garbage\n",
		       8);
	history_append("state", state_day_file(now - 4 * DAY_US), "garbage\n",
		       8);
	ck_assert_int_eq(status().code, 1);
	unlink(lost);
	told = status().out;
	ck_assert_msg(strstr(told, "the journal has 1 unreadable lines") !=
			  NULL,
		      "%s", told);
	all = history_query(
	    "state", "SELECT sum(count) FROM hook_count WHERE hook = ''");
	ck_assert_str_eq(all, "2\n");
	/* A purge of the other one counts none of them twice. */
	ctl_run("purge", "--before", "yesterday", "--yes", NULL);
	check_not_told();
	ck_assert_str_eq(history_query("state",
				       "SELECT sum(count) FROM hook_count"
				       " WHERE hook = ''"),
			 all);
}
