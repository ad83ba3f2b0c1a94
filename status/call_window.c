/* call_window - the calls of the last day, in slots of 15 seconds. */

#include "call_window.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"

#define STEP_US (CALL_WINDOW_STEP * TIMESTAMP_SECOND)

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

/* The slot that has this number; NULL: it is no longer, or not yet, kept. */
static struct call_slot *
slot_at(const struct call_window *w, struct call_slot *slots, int64_t number)
{
	if (number <= w->last - CALL_WINDOW_SLOTS || number > w->last)
		return NULL;
	return &slots[number % CALL_WINDOW_SLOTS];
}

static void
advance(struct call_window *w, int64_t last)
{
	if (last < w->last || last >= w->last + CALL_WINDOW_SLOTS)
		memset(w->slots, 0, CALL_WINDOW_SLOTS * sizeof *w->slots);
	else
		while (w->last < last)
			w->slots[++w->last % CALL_WINDOW_SLOTS] =
			    (struct call_slot){ 0 };
	w->last = last;
}

/* What a query returns of each call. */
#define CALL_COLUMNS                                                           \
	"coalesce(begin, first), stop, coalesce(billsec, -1),"                 \
	" coalesce(disposition, '')"

static void
add_begin(const struct call_window *w, struct call_slot *slots, timestamp begin)
{
	struct call_slot *slot = slot_at(w, slots, begin / STEP_US);

	if (slot)
		slot->begun++;
}

static void
add_call(const struct call_window *w, struct call_slot *slots,
	 struct sql_query *q)
{
	struct call_slot *slot =
	    slot_at(w, slots, sql_query_number(q, 1) / STEP_US);
	enum disposition d = disposition_of(sql_query_text(q, 3));
	int64_t talked = sql_query_number(q, 2);

	add_begin(w, slots, sql_query_number(q, 0));
	if (!slot)
		return;
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
	    q, 1, first ? now - CALL_WINDOW_SLOTS * STEP_US : w->read_to);
	while ((step = sql_query_step(q)) == 1) {
		recorded = sql_query_number(q, 4);
		if (recorded > w->read_to)
			w->read_to = recorded;
		add_call(w, w->slots, q);
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
		add_begin(w, w->open, sql_query_number(q, 0));
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
		w->open = calloc(CALL_WINDOW_SLOTS, sizeof *w->open);
		if (!w->slots || !w->open)
			die(EXIT_TEMPORARY, "keeping the calls of a day:");
	}
	memset(w->open, 0, CALL_WINDOW_SLOTS * sizeof *w->open);
	advance(w, now / STEP_US);
	if (read_records(w, db, now) || read_ended(w, db) || read_live(w, db)) {
		call_window_free(w);
		return -1;
	}
	return 0;
}

static void
add_slot(struct call_slot *sum, const struct call_slot *more)
{
	enum disposition d;

	if (!more)
		return;
	sum->begun += more->begun;
	for (d = 0; d < DISPOSITIONS; d++)
		sum->ended[d] += more->ended[d];
	sum->talked_calls += more->talked_calls;
	sum->talked += more->talked;
}

struct call_slot
call_window_sum(const struct call_window *w, int64_t from, int64_t to)
{
	struct call_slot sum = { 0 };

	for (; from <= to; from++) {
		add_slot(&sum, slot_at(w, w->slots, from));
		add_slot(&sum, slot_at(w, w->open, from));
	}
	return sum;
}

int64_t
call_window_live_before(const struct call_window *w, int64_t next, int64_t at)
{
	struct call_slot after = call_window_sum(w, at + 1, at + 1);
	enum disposition d;

	next -= after.begun;
	for (d = 0; d < DISPOSITIONS; d++)
		next += after.ended[d];
	/* A record that was read too late would make it negative. */
	return next < 0 ? 0 : next;
}

void
call_window_free(struct call_window *w)
{
	free(w->slots);
	free(w->open);
	*w = (struct call_window){ .slots = NULL };
}
