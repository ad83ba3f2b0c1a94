/* call_records - which records of calls are final, since when. */

#include "call_records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "call_sums.h"
#include "entity_outcome.h"
#include "entity_rows.h"
#include "index_query.h"
#include "journal/journal_rewrite.h"
#include "ledger_known.h"

/* A line with a time further in the future has a wrong time. */
#define CLOCK_SLACK INT64_C(10000000)

/* Of a live call whose record before is no longer true. */
#define DUE_WHEN_OVER INT64_MAX

/* An entry that is to be written, after all of its batch were sorted. */
struct new_entry {
	struct ledger_entry entry;
	int64_t row;
};

struct call_records {
	struct ledger ledger;
	timestamp now;	 /* the task's; 0: the clock */
	timestamp clock; /* up to this the journal was read */
	timestamp seal;	 /* no later record is before it */
	bool sync;
	bool finished; /* it was read to its end */
	bool adopts;   /* the ledger has lines that the index does not know */
	bool rebuild;
	bool is_first; /* the ledger had no lines */
	bool knows_folds;
	timestamp floor; /* no record of the batch is before it, or then */
	struct new_entry *added;
	size_t added_count, added_cap;
	int64_t
	    *changed_rows;  /* of a first ledger: their entry before is void */
	size_t *changed_at; /* up to this entry */
	size_t changed_count;
	struct error error; /* of the last change of a digest */
};

uint64_t
call_records_key(const char *connection, const char *id)
{
	/* The product keeps ids apart that are divided in another way. */
	return hash_text(hash_number(hash_text(HASH_START, connection), 1), id);
}

static timestamp
clock_of(const struct call_records *r)
{
	return r->now ? r->now : timestamp_now();
}

struct call_records *
call_records_open(const char *state_dir, timestamp now, bool sync,
		  struct error *e)
{
	struct call_records *r = calloc(1, sizeof *r);

	if (!r)
		die(EXIT_TEMPORARY, "recording calls:");
	r->now = now;
	r->sync = sync;
	if (ledger_open(&r->ledger, state_dir, e) == 0)
		return r;
	call_records_close(r);
	return NULL;
}

void
call_records_close(struct call_records *r)
{
	if (!r)
		return;
	ledger_close(&r->ledger);
	free(r->added);
	free(r->changed_rows);
	free(r->changed_at);
	free(r);
}

bool
call_records_must_rebuild(struct call_records *r, struct index *ix)
{
	struct ledger_known known;

	return ledger_known_read(&known, ix) == 1 &&
	       (strcmp(known.id, r->ledger.id) != 0 ||
		known.size > r->ledger.size);
}

int
call_records_begin(struct call_records *r, struct index *ix, bool rebuild,
		   timestamp folded, struct error *e)
{
	struct ledger_known known = { 0 };

	r->rebuild = rebuild;
	r->is_first = ledger_is_empty(&r->ledger);
	if (!rebuild && ledger_known_read(&known, ix) < 0)
		return error_set(e, "%s", index_error(ix));
	r->floor = r->ledger.last > folded ? r->ledger.last : folded;
	r->knows_folds = r->is_first || folded != TIMESTAMP_NONE;
	r->adopts = known.size < r->ledger.size && !r->is_first;
	index_set_call_records(ix, r);
	return r->adopts ? ledger_load(&r->ledger, known.size, e) : 0;
}

bool
call_records_rebuild(const struct call_records *r)
{
	return r && r->rebuild;
}

void
call_records_advance(struct call_records *r, timestamp last)
{
	r->clock = last;
	r->finished = false;
}

void
call_records_finish(struct call_records *r)
{
	r->clock = clock_of(r);
	r->finished = true;
}

/*
 * A hash of the exported columns, so that a line that changes none of them is
 * no correction: in the upper half times and the disposition, in the lower half
 * the texts that may name somebody.
 */
static uint64_t
digest_of(const struct entity *e)
{
	const struct entity_outcome o = entity_outcome_of(e);
	uint64_t values = HASH_START, texts = HASH_START;
	size_t i;

	values = hash_text(values, o.disposition);
	values = hash_number(values, (unsigned)(e->incoming + 1) << 1 |
					 (o.hangup != NULL));
	values = hash_number(values, (uint64_t)o.stop);
	values = hash_number(values, (uint64_t)o.answer);
	values = hash_number(values, (uint64_t)o.begin);
	for (i = 0; i < TEXTS; i++) {
		const char *text = e->text[i];
		uint64_t *half = i == TEXT_APP ? &values : &texts;

		*half = hash_number(hash_text(*half, text ? text : ""), i);
	}
	return (values >> 32 << 32) | texts >> 32;
}

void
call_records_complete(struct entity *e)
{
	if (e->born == TIMESTAMP_NONE)
		e->born = e->first;
	if (e->recorded != TIMESTAMP_NONE && !e->digest)
		e->digest = digest_of(e);
}

/* Was somebody erased from it? */
static bool
is_anonymous(const struct entity *e)
{
	static const enum entity_text names[] = { TEXT_SRC, TEXT_DST, TEXT_CLID,
						  TEXT_INFO,
						  TEXT_TRANSFERRED_TO };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (e->text[names[i]] &&
		    strstr(e->text[names[i]], JOURNAL_ERASED))
			return true;
	return false;
}

/* Finds in the ledger what was recorded of the call. */
static void
adopt(struct call_records *r, struct entity *e, uint64_t digest)
{
	struct ledger_entry found;
	off_t at =
	    ledger_find(&r->ledger, e->key, e->born, e->first, e->last, &found);

	if (!at ||
	    (e->recorded != TIMESTAMP_NONE && e->revision >= found.revision))
		return;
	e->born = found.born;
	e->recorded = found.recorded;
	e->revision = found.revision;
	e->digest = found.digest;
	/*
	 * Erasing somebody is no news for a bill; and the ledger must not keep
	 * a digest of the name.
	 */
	if (found.digest != digest && found.digest >> 32 == digest >> 32 &&
	    is_anonymous(e) &&
	    ledger_set_digest(&r->ledger, at, digest, &r->error) == 0)
		e->digest = digest;
}

/* When the record is final unless another line is about it. */
static timestamp
ready_at(const struct call_records *r, const struct entity *e,
	 timestamp expires)
{
	timestamp stop = entity_outcome_stop(e),
		  from = stop > e->last ? stop : e->last;
	timestamp now = clock_of(r);

	if (entity_is_unended(e))
		return expires < now ? expires : now;
	/* The clock was set back in the call; it may take hours to catch up. */
	return from > now + CLOCK_SLACK ? now : from + CALL_RECORDS_SETTLE;
}

static void *
grow(void *at, size_t count, size_t size)
{
	at = reallocarray(at, count, size);
	if (!at)
		die(EXIT_TEMPORARY, "recording calls:");
	return at;
}

static void
add(struct call_records *r, int64_t row, const struct ledger_entry *entry)
{
	if (r->added_count == r->added_cap) {
		r->added_cap = r->added_cap ? r->added_cap * 2 : 64;
		r->added = grow(r->added, r->added_cap, sizeof *r->added);
	}
	r->added[r->added_count++] = (struct new_entry){ *entry, row };
}

/* What was recorded of the call in this fold is void. */
static void
forget_first(struct call_records *r, struct entity *e)
{
	size_t n = r->changed_count++;

	r->changed_rows = grow(r->changed_rows, n + 1, sizeof(int64_t));
	r->changed_at = grow(r->changed_at, n + 1, sizeof(size_t));
	r->changed_rows[n] = e->row;
	r->changed_at[n] = r->added_count;
	e->recorded = TIMESTAMP_NONE;
	e->revision = 0;
}

/*
 * The time at which the record became final; or the next that nobody can have
 * exported.  An index made anew does not know until when exports were made.
 */
static timestamp
time_to_record(const struct call_records *r, timestamp ready)
{
	timestamp now = clock_of(r);
	timestamp time = r->knows_folds && ready < now ? ready : now;

	return time > r->floor ? time : r->floor + 1;
}

static void
record(struct call_records *r, struct entity *e, uint64_t digest,
       timestamp ready)
{
	const struct entity_outcome o = entity_outcome_of(e);
	const struct ledger_entry entry = {
		.recorded = time_to_record(r, ready),
		.revision = e->revision + 1,
		.key = e->key,
		.born = e->born,
		.digest = digest,
		.disposition = o.disposition[0],
		.talk = o.billsec == TIMESTAMP_NONE ? -1 : o.billsec / 1000,
	};

	add(r, e->row, &entry);
	e->recorded = entry.recorded;
	e->revision = entry.revision;
	e->digest = digest;
}

void
call_records_settle(struct call_records *r, struct entity *e, bool live,
		    timestamp expires)
{
	uint64_t digest;
	timestamp ready;

	if (!r)
		return;
	e->due = TIMESTAMP_NONE;
	if (r->is_first && e->recorded != TIMESTAMP_NONE)
		forget_first(r, e);
	if (live && !r->adopts && e->recorded == TIMESTAMP_NONE)
		return;
	digest = digest_of(e);
	if (r->adopts)
		adopt(r, e, digest);
	if (e->recorded != TIMESTAMP_NONE && e->digest == digest)
		return;
	if (live) {
		if (e->recorded != TIMESTAMP_NONE)
			e->due = DUE_WHEN_OVER;
		return;
	}
	ready = ready_at(r, e, expires);
	if (r->clock >= ready && (r->finished || !entity_is_unended(e)))
		record(r, e, digest, ready);
	else
		e->due = ready;
}

static int
save_record(struct index *ix, const struct entity *e)
{
	struct sql_query *q = index_query(
	    ix, QUERY_SET_RECORD, 0,
	    "UPDATE call SET born = ?, recorded = ?, revision = ?, digest = ?,"
	    " due = ? WHERE row = ?",
	    NULL);

	if (!q)
		return -1;
	if (e->born != e->first)
		sql_query_set_number(q, 1, e->born);
	if (e->recorded != TIMESTAMP_NONE)
		sql_query_set_number(q, 2, e->recorded);
	sql_query_set_number(q, 3, e->revision);
	if (e->due != TIMESTAMP_NONE) {
		sql_query_set_number(q, 4, (int64_t)e->digest);
		sql_query_set_number(q, 5, e->due);
	}
	sql_query_set_number(q, 6, e->row);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

static int
find_due(struct call_records *r, struct index *ix, int64_t **rows)
{
	struct sql_query *q = index_query(
	    ix, QUERY_DUE, 0,
	    "SELECT row FROM call WHERE due <= ? AND NOT live ORDER BY due",
	    NULL);
	size_t count = 0, cap = 0;
	int step;

	if (!q)
		return -1;
	sql_query_set_number(q, 1, r->clock);
	while ((step = sql_query_step(q)) == 1) {
		if (count == cap) {
			cap = cap ? cap * 2 : 64;
			*rows = grow(*rows, cap, sizeof **rows);
		}
		(*rows)[count++] = sql_query_number(q, 0);
	}
	sql_query_reset(q);
	return step < 0 ? index_failed(ix, "read") : (int)count;
}

static int
record_row(struct call_records *r, struct index *ix, struct arena *a,
	   int64_t row)
{
	struct entity *e = entity_rows_load_row(ix, a, ENTITY_CALL, row);
	int bad;

	if (!e)
		return index_failed(ix, "read");
	call_records_settle(r, e, false, e->stored_expires);
	bad = save_record(ix, e);
	entity_drop(e);
	return bad;
}

int
call_records_record_due(struct call_records *r, struct index *ix,
			timestamp seal)
{
	struct arena *a = arena_new();
	int64_t *rows = NULL;
	int i, bad = 0, count = find_due(r, ix, &rows);

	for (i = 0; rows && i < count && !bad; i++)
		bad = record_row(r, ix, a, rows[i]);
	free(rows);
	arena_free(a);
	r->seal = seal;
	return count < 0 ? -1 : bad;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct new_entry *one = a, *two = b;

	if (one->entry.recorded != two->entry.recorded)
		return one->entry.recorded < two->entry.recorded ? -1 : 1;
	return (one->row > two->row) - (one->row < two->row);
}

/* Removes the entries that are void. */
static void
drop_changed(struct call_records *r)
{
	size_t i, j;

	for (i = 0; i < r->changed_count; i++)
		for (j = r->changed_at[i]; j > 0; j--)
			if (r->added[j - 1].row == r->changed_rows[i]) {
				r->added[j - 1].row = 0;
				break;
			}
	for (i = j = 0; i < r->added_count; i++)
		if (r->added[i].row)
			r->added[j++] = r->added[i];
	r->added_count = j;
}

static void
add_entries(struct call_records *r)
{
	size_t i;

	if (r->changed_count)
		drop_changed(r);
	qsort(r->added, r->added_count, sizeof *r->added, compare_entries);
	for (i = 0; i < r->added_count; i++)
		ledger_add(&r->ledger, &r->added[i].entry);
	r->added_count = r->changed_count = 0;
}

int
call_records_write(struct call_records *r, struct index *ix, bool last_batch,
		   struct error *e)
{
	struct ledger_known known;

	if (r->is_first && r->rebuild && !last_batch)
		return 0;
	if (r->added_count)
		add_entries(r);
	if (r->seal > r->ledger.last)
		ledger_add(&r->ledger,
			   &(struct ledger_entry){ .recorded = r->seal });
	if (!ledger_is_empty(&r->ledger) || r->ledger.added.len)
		r->is_first = false;
	if (ledger_write(&r->ledger, r->sync, e))
		return -1;
	if (r->floor < r->ledger.last)
		r->floor = r->ledger.last;
	if (ledger_known_read(&known, ix) < 0)
		return error_set(e, "%s", index_error(ix));
	if (known.size == r->ledger.size)
		return 0;
	if (call_sums_add(ix, &r->ledger, known.size, r->ledger.size, e))
		return -1;
	return ledger_known_write(ix, &r->ledger)
		   ? error_set(e, "%s", index_error(ix))
		   : 0;
}
