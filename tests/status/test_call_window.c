/* call_window: what several updates read is what one would have read. */

#include "status/call_window.h"

#include <stdio.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

static struct index *index_of_test;

/* Folds as of that time, and updates the window. */
static void
update(struct call_window *w, timestamp now)
{
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &history_patient,
		.now = now,
	};
	struct fold_result done;

	if (!index_of_test)
		index_of_test = index_open("state", NULL);
	ck_assert_ptr_nonnull(index_of_test);
	ck_assert_msg(fold(index_of_test, &task, &done) == 0, "%s",
		      done.error.text);
	ck_assert_int_eq(call_window_update(w, index_sql(index_of_test), now),
			 0);
}

/* A call that is answered after a second, and ends after `length`; 0: later. */
static void
tell_call(double second, const char *id, double length)
{
	char members[128];

	snprintf(members, sizeof members,
		 "\"callId\":\"%s\",\"status\":\"PENDING\"", id);
	history_tell(second, "call", "s", members);
	snprintf(members, sizeof members,
		 "\"callId\":\"%s\",\"status\":\"ESTABLISHED\"", id);
	history_tell(second + 1, "CallStatusEvent", "s", members);
	snprintf(members, sizeof members,
		 "\"callId\":\"%s\",\"status\":\"FINISH\"", id);
	if (length > 0)
		history_tell(second + length, "CallStatusEvent", "s", members);
}

static int64_t
at(int64_t second)
{
	return NOON_US / TIMESTAMP_SECOND + second;
}

static void
check_sums(const struct call_window *w, int64_t from, int64_t to,
	   unsigned answered, unsigned talked)
{
	struct call_slot sum = call_window_sum(w, at(from), at(to));

	ck_assert_uint_eq(sum.ended[DISPOSITION_ANSWERED], answered);
	ck_assert_uint_eq(sum.talked / 1000000, talked);
}

TEST(each_call_is_counted_once_by_many_updates)
{
	struct call_window w = { .slots = NULL };
	int i;

	tell_call(0, "a", 11);
	for (i = 11; i < 20; i++)
		update(&w, NOON_US + i * SECOND_US);
	check_sums(&w, 0, 19, 1, 10);
	tell_call(20, "b", 31);
	tell_call(21, "c", 0);
	for (i = 52; i < 60; i++) {
		update(&w, NOON_US + i * SECOND_US);
		check_sums(&w, 0, i, 2, 40);
		ck_assert_int_eq(w.live, 1);
	}
	call_window_free(&w);
}

TEST(live_calls_are_known_for_each_second)
{
	static const struct {
		int second;
		int64_t live;
	} moments[] = {
		{ 30, 2 }, { 20, 2 }, { 19, 3 }, { 17, 3 },  { 16, 2 },
		{ 15, 1 }, { 0, 1 },  { -1, 0 }, { -60, 0 },
	};
	struct call_window w = { .slots = NULL };
	int64_t live, second = 31;
	size_t i;

	tell_call(0, "a", 20);
	tell_call(16, "b", 0);
	tell_call(17, "c", 0);
	update(&w, NOON_US + 31 * SECOND_US);
	live = w.live;
	for (i = 0; i < ROWS(moments); i++) {
		while (second > moments[i].second)
			live = call_window_live_before(&w, live, at(--second));
		ck_assert_msg(live == moments[i].live, "%lld at %d",
			      (long long)live, moments[i].second);
	}
	call_window_free(&w);
}

TEST(what_ended_without_a_final_record_is_not_live_before)
{
	struct call_window w = { .slots = NULL };

	tell_call(0, "a", 20);
	/* Its record becomes final half a second after its end. */
	update(&w, NOON_US + 20 * SECOND_US);
	ck_assert_int_eq(w.live, 0);
	ck_assert_int_eq(call_window_live_before(&w, 0, at(19)), 1);
	update(&w, NOON_US + 22 * SECOND_US);
	ck_assert_int_eq(call_window_live_before(&w, 0, at(19)), 1);
	call_window_free(&w);
}

TEST(what_is_older_than_a_day_is_forgotten)
{
	struct call_window w = { .slots = NULL };

	tell_call(0, "a", 10);
	update(&w, NOON_US + 20 * SECOND_US);
	check_sums(&w, 0, 20, 1, 9);
	update(&w, NOON_US + DAY_US + HOUR_US);
	check_sums(&w, 0, 86400 + 3600, 0, 0);
	/* The clock was set back. */
	update(&w, NOON_US + 60 * SECOND_US);
	check_sums(&w, 0, 60, 0, 0);
	call_window_free(&w);
}
