/*
 * live_view: lines that are not folded yet are counted like those in the index.
 */

#include "limits/live_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "index/limit_slots.h"
#include "index/slot_name.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/random_history.h"

#define ROUNDS 24

/* The histories last some minutes; a rate counts a part of them. */
#define WINDOW (40 * SECOND_US)

/*
 * Limits for calls, streams and connections by one of two names, and for
 * messages.
 */
static const struct {
	const char *hook;
	const char *key;
	enum entity_kind about;
} counted[] = {
	{ "call", "call by a", ENTITY_CALL },
	{ "call", "call by b", ENTITY_CALL },
	{ "publishStream", "publishStream by a", ENTITY_STREAM },
	{ "connect", "connect by a", ENTITY_CONNECTION },
	{ "sendMessage", "sendMessage by a", ENTITY_MESSAGE },
};

/* Appends a line with the slots that it took, as EchoApp writes it. */
static void
add_with_slots(const char *state, const struct random_hook *s, uint64_t random)
{
	const char *body = strstr(s->line, ",\"body\":");
	struct buffer b = { 0 };
	size_t i, n = 0;

	buffer_add(&b, s->line, (size_t)(body - s->line));
	for (i = 0; i < ROWS(counted); i++)
		if (strcmp(counted[i].hook, s->hook) == 0 && (i != random % 2))
			buffer_printf(&b, "%s\"%s\"",
				      n++ ? "," : ",\"slots\":[",
				      counted[i].key);
	buffer_str(&b, n ? "]" : "");
	buffer_str(&b, body);
	history_append(state, DAY_FILE, b.at, b.len);
	buffer_free(&b);
}

static void
fold_a_part(const char *state, const struct timeouts *p, timestamp now,
	    uint64_t most)
{
	struct fold_task task = {
		.state_dir = state,
		.timeouts = p,
		.now = now,
		.lines_max = most,
	};
	struct error e;
	struct index *ix = index_open(state, &e);
	struct fold_result done;

	ck_assert_msg(ix != NULL, "%s", e.text);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
}

/* Compares the counts of a complete index with those of the live view. */
static void
compare(struct live_view *a, const struct random_hook *s)
{
	struct index *truth;
	struct journal_line v = { 0 };
	char taker[SLOT_NAME_SIZE];
	bool mine;
	size_t i;

	fold_a_part("whole", &history_patient, s->when, 0);
	truth = index_open("whole", NULL);
	ck_assert_int_eq(journal_line_read(&v, s->line, strlen(s->line) - 1),
			 0);
	snprintf(taker, sizeof taker, "%s", slot_name(&v, counted[0].key, 0));
	ck_assert_msg(live_view_begin(a, &history_patient, s->when) == 0, "%s",
		      live_view_error(a));
	for (i = 0; i < ROWS(counted); i++) {
		const char *key = counted[i].key;
		enum entity_kind about = counted[i].about;

		ck_assert_int_eq(
		    live_view_count_active(a, about, key, taker, &mine),
		    limit_slots_count_active(truth, about, key, s->when));
		ck_assert_int_eq(mine, limit_slots_is_active(truth, about, key,
							     taker, s->when));
		ck_assert_int_eq(
		    live_view_count_since(a, key, WINDOW),
		    limit_slots_count_since(truth, key, WINDOW, s->when));
	}
	live_view_end(a);
	index_close(truth);
	journal_line_free(&v);
}

TEST_LOOP(unfolded_lines_count_like_folded_ones, ROUNDS)
{
	struct live_view *a = live_view_new("part");
	uint64_t random = (uint64_t)_i + 77;
	size_t i;

	random_history_make((uint64_t)_i, _i % 4 == 3);
	random_history_deliver(_i % 3 ? 0.9 : 0, _i % 2);
	for (i = 0; i < random_history_count; i++) {
		uint64_t r = next_random(&random);

		add_with_slots("part", &random_hooks[i], r);
		add_with_slots("whole", &random_hooks[i], r);
		if (r >> 8 & 1)
			continue;
		if ((r >> 16) % 8 == 0)
			fold_a_part("part", &history_patient,
				    random_hooks[i].when, 1 + (r >> 24) % 60);
		if ((r >> 32) % 4 == 0)
			compare(a, &random_hooks[i]);
	}
	live_view_free(a);
}

static int64_t
active(struct live_view *a, timestamp now)
{
	bool mine;
	int64_t n;

	if (live_view_begin(a, &history_impatient, now))
		return -1;
	n = live_view_count_active(a, ENTITY_CALL, "k", "nobody", &mine);
	live_view_end(a);
	return n;
}

static void
call(const char *file, timestamp when, const char *id)
{
	char line[512], time[TIMESTAMP_SIZE];

	timestamp_format(time, sizeof time, when);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"call\",\"status\":200,"
		 "\"sessionId\":\"s\",\"slots\":[\"k\"],"
		 "\"body\":{\"callId\":\"%s\"}}\n",
		 time, id);
	history_append("state", file, line, strlen(line));
}

TEST(a_call_that_expires_frees_its_slot)
{
	struct live_view *a = live_view_new("state");

	call(DAY_FILE, NOON_US, "1");
	call(DAY_FILE, NOON_US + SECOND_US / 2, "2");
	ck_assert_int_eq(active(a, NOON_US + SECOND_US / 2), 2);
	ck_assert_int_eq(active(a, NOON_US + SECOND_US + 1), 1);
	fold_a_part("state", &history_impatient, NOON_US + SECOND_US / 2, 0);
	ck_assert_int_eq(active(a, NOON_US + SECOND_US * 3 / 2), 1);
	ck_assert_int_eq(active(a, NOON_US + 2 * SECOND_US), 0);
	live_view_free(a);
}

TEST(a_call_takes_its_slot_again_when_its_timeout_is_raised)
{
	struct live_view *a = live_view_new("state");
	const timestamp late = NOON_US + 2 * SECOND_US;
	bool mine;

	call(DAY_FILE, NOON_US, "1");
	fold_a_part("state", &history_impatient, late, 0);
	ck_assert_int_eq(active(a, late), 0);
	fold_a_part("state", &history_patient, late, 0);
	ck_assert_int_eq(live_view_begin(a, &history_patient, late), 0);
	ck_assert_int_eq(
	    live_view_count_active(a, ENTITY_CALL, "k", "nobody", &mine), 1);
	live_view_end(a);
	live_view_free(a);
}

TEST(a_late_line_is_read_from_the_file_of_the_day_before)
{
	struct live_view *a = live_view_new("state");
	timestamp midnight = NOON_US + 12 * 3600 * SECOND_US;

	call(DAY_FILE, midnight - 2, "1");
	ck_assert_int_eq(active(a, midnight - 1), 1);
	call("20260302.ndjson", midnight, "2");
	ck_assert_int_eq(active(a, midnight), 2);
	call(DAY_FILE, midnight - 1, "3");
	ck_assert_int_eq(active(a, midnight + 1), 3);
	live_view_free(a);
}

TEST(a_replaced_day_file_is_read_from_its_beginning)
{
	struct live_view *a = live_view_new("state");

	call(DAY_FILE, NOON_US, "1");
	ck_assert_int_eq(active(a, NOON_US), 1);
	ck_assert_int_eq(rename("state/journal/" DAY_FILE, "away"), 0);
	call(DAY_FILE, NOON_US, "2");
	call(DAY_FILE, NOON_US, "3");
	ck_assert_int_eq(active(a, NOON_US), 2);
	live_view_free(a);
}

TEST(an_index_of_another_journal_is_not_used)
{
	struct live_view *a = live_view_new("state");

	call(DAY_FILE, NOON_US, "1");
	fold_a_part("state", &history_impatient, NOON_US, 0);
	ck_assert_int_eq(rename("state/journal/" DAY_FILE, "away"), 0);
	call(DAY_FILE, NOON_US, "2");
	ck_assert_int_eq(active(a, NOON_US), -1);
	ck_assert_str_ne(live_view_error(a), "");
	fold_a_part("state", &history_impatient, NOON_US, 0);
	ck_assert_int_eq(active(a, NOON_US), 1);
	live_view_free(a);
}

/* More bytes than are read for one decision. */
#define MUCH (((size_t)16 << 20) + 2)

static char *
many_empty_lines(void)
{
	char *much = malloc(MUCH);

	ck_assert_ptr_nonnull(much);
	memset(much, '\n', MUCH);
	return much;
}

TEST(a_tail_that_is_too_long_is_not_read_for_a_decision)
{
	struct live_view *a = live_view_new("state");
	char *much = many_empty_lines();

	call(DAY_FILE, NOON_US, "1");
	ck_assert_int_eq(active(a, NOON_US), 1);
	history_append("state", DAY_FILE, much, MUCH);
	ck_assert_int_eq(active(a, NOON_US), -1);
	ck_assert_ptr_nonnull(strstr(live_view_error(a), "too far behind"));
	free(much);
	live_view_free(a);
}

TEST(a_deleted_index_is_replaced_by_the_new_one)
{
	struct live_view *a = live_view_new("state");
	char *much = many_empty_lines();

	call(DAY_FILE, NOON_US, "1");
	fold_a_part("state", &history_impatient, NOON_US, 0);
	ck_assert_int_eq(active(a, NOON_US), 1);
	ck_assert_int_eq(unlink("state/index.db"), 0);
	unlink("state/index.db-wal");
	unlink("state/index.db-shm");
	call(DAY_FILE, NOON_US, "2");
	ck_assert_int_eq(active(a, NOON_US), 2);
	fold_a_part("state", &history_impatient, NOON_US, 0);
	call(DAY_FILE, NOON_US, "3");
	ck_assert_int_eq(active(a, NOON_US), 3);
	/* The deleted index could not be continued over so many bytes. */
	history_append("state", DAY_FILE, much, MUCH);
	fold_a_part("state", &history_impatient, NOON_US, 0);
	call(DAY_FILE, NOON_US, "4");
	ck_assert_int_eq(active(a, NOON_US), 4);
	free(much);
	live_view_free(a);
}
