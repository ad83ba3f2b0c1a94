/* fold: random histories in any order, folded in any pieces. */

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/random_history.h"

#define ROUNDS 28
/* Seconds by which lines may be out of order: less than HOOK_DISORDER. */
#define WINDOW 0.9

/* Computed from the lines alone, without the code under test. */
static void
tell_of(struct buffer *b, const char *session, const char *id)
{
	timestamp answered = TIMESTAMP_NONE, ended = TIMESTAMP_NONE,
		  cut = TIMESTAMP_NONE, in_call = TIMESTAMP_NONE;
	const char *outcome = "NO ANSWER";
	int up = 0, seen = 0, denied = 0, known = 0;
	size_t i;

	for (i = 0; i < random_history_count; i++) {
		const struct random_hook *s = &random_hooks[i];

		if (strcmp(s->session, session) != 0)
			continue;
		if (strcmp(s->hook, "ConnectionStatusEvent") == 0 &&
		    strcmp(s->status, "ESTABLISHED") != 0)
			cut = s->when;
		if (strcmp(s->id, id) != 0)
			continue;
		seen = 1;
		denied |= s->http == 403;
		if (s->http == 200 && (strcmp(s->hook, "hold") == 0 ||
				       strcmp(s->hook, "transfer") == 0 ||
				       strcmp(s->status, "HOLD") == 0)) {
			up = 1;
			in_call = in_call == TIMESTAMP_NONE || s->when < in_call
				      ? s->when
				      : in_call;
		}
		known |= strcmp(s->hook, "call") == 0 ||
			 strcmp(s->hook, "OnCallEvent") == 0;
		if (strcmp(s->hook, "CallStatusEvent") != 0)
			continue;
		known |= !strstr("FINISH BUSY FAILED HOLD", s->status);
		up |= strcmp(s->status, "ESTABLISHED") == 0;
		if (strcmp(s->status, "ESTABLISHED") == 0 &&
		    (answered == TIMESTAMP_NONE || s->when < answered))
			answered = s->when;
		if (strstr("FINISH BUSY FAILED", s->status) &&
		    (ended == TIMESTAMP_NONE || s->when < ended)) {
			ended = s->when;
			outcome = s->status[1] == 'I' ? "NO ANSWER" : s->status;
		}
	}
	if (!seen ||
	    (ended == TIMESTAMP_NONE && cut == TIMESTAMP_NONE && !denied))
		return;
	if (!known && strcmp(outcome, "NO ANSWER") == 0)
		outcome = "UNKNOWN";
	if (denied)
		outcome = "DENIED";
	buffer_printf(b, "%s|%s|%s|", session, id, up ? "ANSWERED" : outcome);
	/* It went on then; when it was answered was lost. */
	if (in_call != TIMESTAMP_NONE && in_call < answered)
		answered = TIMESTAMP_NONE;
	/* One hook may overtake another; a later answer has no known time. */
	if (ended != TIMESTAMP_NONE && answered > ended &&
	    answered <= ended + SECOND_US)
		answered = ended;
	if (answered == TIMESTAMP_NONE ||
	    (ended != TIMESTAMP_NONE && answered > ended))
		buffer_str(b, "-\n");
	else if (ended == TIMESTAMP_NONE)
		buffer_str(b, "?\n");
	else
		buffer_printf(b, "%lld\n", (long long)(answered - NOON_US));
}

static char *
tell_calls(void)
{
	struct buffer b = { 0 };
	char session[16], id[24];
	int i, j;

	for (i = 0; i < SESSIONS_MAX; i++)
		for (j = 0; j < CALLS; j++) {
			snprintf(session, sizeof session, "s%d", i);
			snprintf(id, sizeof id, "call-%d", j);
			tell_of(&b, session, id);
		}
	buffer_add(&b, "", 1);
	return b.at;
}

static void
check_sanity(const char *state)
{
	ck_assert_str_eq(history_query(state,
				       "SELECT * FROM cdr WHERE duration < 0"
				       " OR billsec < 0 OR end < start"),
			 "");
	ck_assert_str_eq(
	    history_query(state, "SELECT * FROM hook_count WHERE count < 0 OR"
				 " warnings < 0 OR lost < 0 OR took < 0"),
	    "");
	ck_assert_str_eq(
	    history_query(state, "SELECT a.id FROM call a JOIN connection c"
				 " ON c.row = a.connection WHERE a.live AND"
				 " c.ended IS NOT NULL AND NOT c.live"),
	    "");
	ck_assert_str_eq(
	    history_query(state,
			  "SELECT id FROM call WHERE live = (SELECT"
			  " count(*) FROM cdr WHERE cdr.row = call.row)"),
	    "");
}

static void
check_calls(const char *state)
{
	ck_assert_str_eq(history_query(state,
				       "SELECT id FROM connection WHERE live"
				       " AND ended IS NOT NULL"),
			 "");
	history_check_same(
	    history_query(state,
			  "SELECT substr(c.id, 5), callid, cdr.disposition,"
			  " CASE WHEN a.ended IS NULL AND a.answered <="
			  " coalesce(a.in_call, a.answered)"
			  " THEN '?' ELSE cdr.answer - %lld END FROM cdr"
			  " JOIN connection c ON c.row = cdr.connection"
			  " JOIN call a ON a.row = cdr.row ORDER BY 1, 2",
			  (long long)NOON_US),
	    tell_calls(), "against the lines");
}

static void
check_history(uint64_t from)
{
	char whole[32], single[32], pieces[32];
	char *tables_of_whole;
	uint64_t seed = from + 1;
	bool again = from % 4 == 3;

	snprintf(whole, sizeof whole, "whole-%u", (unsigned)from);
	snprintf(single, sizeof single, "single-%u", (unsigned)from);
	snprintf(pieces, sizeof pieces, "pieces-%u", (unsigned)from);
	random_history_make(from, again);
	random_history_deliver(from % 3 ? WINDOW : 0, from % 2);
	random_history_write(whole);
	random_history_write(single);
	random_history_write(pieces);
	ck_assert_uint_eq(history_fold_upto(whole, &history_patient, 0).lines,
			  random_history_count);
	tables_of_whole = history_tables(whole);
	history_fold_by(single, 1, NULL);
	history_fold_by(pieces, 40, &seed);
	history_check_same(history_tables(single), tables_of_whole,
			   "line by line");
	history_check_same(history_tables(pieces), tables_of_whole,
			   "in batches");
	ck_assert_uint_eq(history_fold_upto(whole, &history_patient, 0).lines,
			  0);
	history_check_same(history_tables(whole), tables_of_whole, "twice");
	check_sanity(whole);
	if (!again)
		check_calls(whole);
	history_fold_upto(whole, &history_impatient, 0);
	check_sanity(whole);
	ck_assert_str_eq(history_query(whole, "SELECT id FROM call WHERE live"),
			 "");
}

TEST_LOOP(random_histories_become_the_same_tables_however_folded, ROUNDS)
{
	check_history((uint64_t)_i);
}

/* What does not depend on the order of the lines, by ids. */
static char *
essence(const char *state)
{
	static const char *const names[] = { "registration", "call", "message",
					     "stream" };
	struct buffer b = { 0 };
	size_t i;

	buffer_str(&b, history_query(
			   state, "SELECT id, app, src, status, stage, since,"
				  " first, last, begun, answered, was_up,"
				  " ended, denied_at, live FROM connection"
				  " ORDER BY id"));
	for (i = 0; i < ROWS(names); i++)
		buffer_str(
		    &b,
		    history_query(
			state,
			"SELECT c.id, e.id, e.app, e.src, e.dst, e.clid,"
			" e.info, e.rule, e.status, e.stage, e.since,"
			" e.first, e.last, e.begun, e.answered, e.was_up,"
			" coalesce(e.ended, e.denied_at, e.cut), e.hung_up, "
			"e.denied_at,"
			" e.live FROM %s e JOIN connection c"
			" ON c.row = e.connection ORDER BY 1, 2",
			names[i]));
	buffer_add(&b, "", 1);
	return b.at;
}

TEST_LOOP(lines_in_another_order_become_the_same_entities, ROUNDS)
{
	char *first;

	random_history_make((uint64_t)_i + 1000, false);
	random_history_deliver(0, 0);
	random_history_write("ordered");
	history_fold_upto("ordered", &history_patient, 0);
	first = essence("ordered");
	random_history_reorder(WINDOW);
	random_history_write("shuffled");
	history_fold_upto("shuffled", &history_patient, 0);
	history_check_same(essence("shuffled"), first, "shuffled");
}
