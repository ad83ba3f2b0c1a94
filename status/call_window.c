/* call_window - the calls of the last day, in slots of 15 seconds. */

#include "call_window.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"

const char *const call_window_dispositions[DISPOSITIONS] = {
	[DISPOSITION_ANSWERED] = "ANSWERED",
	[DISPOSITION_NO_ANSWER] = "NO ANSWER",
	[DISPOSITION_BUSY] = "BUSY",
	[DISPOSITION_FAILED] = "FAILED",
	[DISPOSITION_DENIED] = "DENIED",
	[DISPOSITION_STALE] = "STALE",
	[DISPOSITION_UNKNOWN] = "UNKNOWN",
};

static enum disposition
disposition_of(const char *name)
{
	enum disposition d = 0;

	while (d < DISPOSITION_UNKNOWN &&
	       strcmp(name, call_window_dispositions[d]) != 0)
		d++;
	return d;
}

static bool
is_kept(const struct call_window *w, int64_t second)
{
	/* The oldest slot is being overwritten. */
	return second > w->last - 86400 && second <= w->last;
}

static void
clear_second(struct call_window *w, int64_t second)
{
	w->changes[second % CALL_WINDOW_SECONDS] = 0;
	if (second % CALL_WINDOW_STEP == 0)
		w->slots[second / CALL_WINDOW_STEP % CALL_WINDOW_SLOTS] =
		    (struct call_slot){ .talked = 0 };
}

static void
advance(struct call_window *w, int64_t last)
{
	/* After a clock was set back, or a long pause. */
	if (last < w->last || last - w->last >= CALL_WINDOW_SECONDS) {
		memset(w->slots, 0, CALL_WINDOW_SLOTS * sizeof *w->slots);
		memset(w->changes, 0, CALL_WINDOW_SECONDS * sizeof *w->changes);
		w->last = last;
	}
	while (w->last < last)
		clear_second(w, ++w->last);
}

/* What a query returns of each call. */
#define CALL_COLUMNS                                                           \
	"coalesce(begin, first), stop, coalesce(billsec, -1),"                 \
	" coalesce(disposition, '')"

/* One more call is live from that time on, or one less. */
static void
add_change(const struct call_window *w, int32_t *changes, timestamp when,
	   int change)
{
	int64_t second = when / TIMESTAMP_SECOND;

	if (is_kept(w, second))
		changes[second % CALL_WINDOW_SECONDS] += change;
}

static void
add_call(const struct call_window *w, int32_t *changes, struct sql_query *q)
{
	add_change(w, changes, sql_query_number(q, 0), 1);
	add_change(w, changes, sql_query_number(q, 1), -1);
}

static void
add_outcome(const struct call_window *w, struct sql_query *q)
{
	int64_t second = sql_query_number(q, 1) / TIMESTAMP_SECOND;
	enum disposition d = disposition_of(sql_query_text(q, 3));
	int64_t talked = sql_query_number(q, 2);
	struct call_slot *slot;

	if (!is_kept(w, second))
		return;
	slot = &w->slots[second / CALL_WINDOW_STEP % CALL_WINDOW_SLOTS];
	slot->ended[d]++;
	if (d != DISPOSITION_ANSWERED || talked < 0)
		return;
	slot->talked_calls++;
	slot->talked += (uint64_t)talked;
}

/*
 * Reads the records since the last update.  A record that was corrected after
 * it had been counted is not counted again.
 */
static int
read_records(struct call_window *w, struct sql *db, timestamp now)
{
	const bool first = w->read_to == 0;
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT " CALL_COLUMNS ", recorded FROM call INDEXED BY"
	    " call_recorded WHERE recorded > ?1 AND recorded IS NOT NULL"
	    " AND due IS NULL%s ORDER BY recorded DESC LIMIT %d",
	    first ? "" : " AND revision = 1",
	    first ? CALL_WINDOW_FIRST_RECORDS : -1);
	int step = -1, count = 0;
	timestamp recorded = 0;

	if (!q)
		return -1;
	sql_query_set_number(
	    q, 1, first ? now - 86400 * TIMESTAMP_SECOND : w->read_to);
	while ((step = sql_query_step(q)) == 1) {
		recorded = sql_query_number(q, 4);
		if (recorded > w->read_to)
			w->read_to = recorded;
		add_call(w, w->changes, q);
		add_outcome(w, q);
		count++;
	}
	if (first && count == CALL_WINDOW_FIRST_RECORDS)
		w->since = recorded;
	sql_query_free(q);
	return step;
}

/* Reads calls that have ended, but whose records are not final yet. */
static int
read_ended(struct call_window *w, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT " CALL_COLUMNS " FROM call INDEXED BY call_due"
		" WHERE due IS NOT NULL AND NOT live AND recorded IS NULL");
	int step = -1;

	while (q && (step = sql_query_step(q)) == 1)
		add_call(w, w->open, q);
	sql_query_free(q);
	return step;
}

static int
read_live(struct call_window *w, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT first FROM call INDEXED BY call_first WHERE live = 1");
	int step = -1;

	w->live = 0;
	while (q && (step = sql_query_step(q)) == 1) {
		add_change(w, w->open, sql_query_number(q, 0), 1);
		w->live++;
	}
	sql_query_free(q);
	return step;
}

int
call_window_update(struct call_window *w, struct sql *db, timestamp now)
{
	if (!w->slots) {
		w->slots = calloc(CALL_WINDOW_SLOTS, sizeof *w->slots);
		w->changes = calloc(CALL_WINDOW_SECONDS, sizeof *w->changes);
		w->open = calloc(CALL_WINDOW_SECONDS, sizeof *w->open);
		if (!w->slots || !w->changes || !w->open)
			die(EXIT_TEMPORARY, "keeping the calls of a day:");
	}
	memset(w->open, 0, CALL_WINDOW_SECONDS * sizeof *w->open);
	advance(w, now / TIMESTAMP_SECOND);
	w->updated = now;
	if (read_records(w, db, now) || read_ended(w, db) || read_live(w, db)) {
		call_window_free(w);
		return -1;
	}
	return 0;
}

struct call_slot
call_window_sum(const struct call_window *w, int64_t from, int64_t to)
{
	struct call_slot sum = { .talked = 0 };
	enum disposition d;

	for (from -= from % CALL_WINDOW_STEP; from <= to;
	     from += CALL_WINDOW_STEP) {
		const struct call_slot *more =
		    &w->slots[from / CALL_WINDOW_STEP % CALL_WINDOW_SLOTS];

		if (!is_kept(w, from))
			continue;
		for (d = 0; d < DISPOSITIONS; d++)
			sum.ended[d] += more->ended[d];
		sum.talked_calls += more->talked_calls;
		sum.talked += more->talked;
	}
	return sum;
}

int64_t
call_window_live_before(const struct call_window *w, int64_t next,
			int64_t second)
{
	const int64_t at = (second + 1) % CALL_WINDOW_SECONDS;

	if (!is_kept(w, second + 1))
		return next;
	next -= w->changes[at] + w->open[at];
	/* A record that was read too late would make it negative. */
	return next < 0 ? 0 : next;
}

void
call_window_free(struct call_window *w)
{
	free(w->slots);
	free(w->changes);
	free(w->open);
	*w = (struct call_window){ .slots = NULL };
}
