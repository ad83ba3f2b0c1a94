/* time_series - how many hooks were answered, and how fast, in each minute. */

#include "time_series.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "index_query.h"

const int64_t time_series_bounds[SERIES_BOUNDS] = {
	10,    20,    50,    100,    200,    500,    1000,    2000,    5000,
	10000, 20000, 50000, 100000, 200000, 500000, 1000000, 5000000,
};

static size_t
bucket_of(long took)
{
	size_t i;

	for (i = 0; i < SERIES_BOUNDS; i++)
		if (took <= time_series_bounds[i])
			break;
	return i;
}

/* Which row. */
struct series_key {
	enum time_series_unit unit;
	int64_t begin;
	const char *hook;
	uint64_t hook_hash;
	int status;
};

static size_t
first_index(const struct series_key *k)
{
	uint64_t h =
	    ((uint64_t)k->begin + (uint64_t)k->unit) * 31 + (uint64_t)k->status;

	h = (h ^ k->hook_hash) * 11400714819323198485u;
	return (h ^ h >> 32) % (SERIES_MAX * 2);
}

/* The row, made if it does not exist; NULL: there is no room. */
static struct time_series_row *
row_of(struct time_series *s, const struct series_key *k)
{
	size_t i = first_index(k);
	struct time_series_row *row;

	for (; s->table[i]; i = (i + 1) % (SERIES_MAX * 2)) {
		row = &s->at[s->table[i] - 1];
		if (row->begin == k->begin && row->unit == k->unit &&
		    row->status == k->status && strcmp(row->hook, k->hook) == 0)
			return row;
	}
	if (s->count == SERIES_MAX)
		return NULL;
	row = &s->at[s->count++];
	s->table[i] = (unsigned short)s->count;
	*row = (struct time_series_row){ .unit = k->unit,
					 .begin = k->begin,
					 .status = k->status };
	str_copy(row->hook, sizeof row->hook, k->hook);
	return row;
}

/* The first second that is kept, rounded down to the unit. */
static int64_t
kept_since(timestamp now, timestamp kept, enum time_series_unit unit)
{
	int64_t since = (now - kept) / 1000000;

	return since - since % (int64_t)unit;
}

void
time_series_sum(struct time_series_row *row, long took)
{
	row->count++;
	if (took < 0)
		return;
	row->took += (uint64_t)took;
	row->buckets[bucket_of(took)]++;
}

static void
count(struct time_series *s, struct index *ix, const struct series_key *k,
      long took)
{
	struct time_series_row *row = row_of(s, k);

	if (!row && time_series_save(s, ix) == 0)
		row = row_of(s, k);
	if (row)
		time_series_sum(row, took);
}

void
time_series_add(struct time_series *s, struct index *ix,
		const struct journal_line *v, timestamp now)
{
	char hook[sizeof s->at[0].hook];
	struct series_key k = { .hook = hook, .status = v->status };
	int64_t second = v->time / 1000000;

	str_copy(hook, sizeof hook, v->hook);
	k.hook_hash = hash_bytes(HASH_START, hook, strlen(hook));
	count(s, ix, &k, v->took);
	k.unit = SERIES_HOUR;
	k.begin = second - second % SERIES_HOUR;
	if (k.begin < kept_since(now, SERIES_HOURS_KEPT, SERIES_HOUR))
		return;
	count(s, ix, &k, v->took);
	k.unit = SERIES_MINUTE;
	k.begin = second - second % SERIES_MINUTE;
	if (k.begin >= kept_since(now, SERIES_MINUTES_KEPT, SERIES_MINUTE))
		count(s, ix, &k, v->took);
}

/* INSERT ... ON CONFLICT, which adds up every sum. */
static const char *
insert_sql(void)
{
	static char text[2048];
	size_t i, n;

	if (text[0])
		return text;
	n = (size_t)snprintf(text, sizeof text,
			     "INSERT INTO series VALUES (?,?,?,?,?,?");
	for (i = 0; i <= SERIES_BOUNDS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, ",?");
	n += (size_t)snprintf(text + n, sizeof text - n,
			      ") ON CONFLICT DO UPDATE SET"
			      " count = count + excluded.count,"
			      " took = took + excluded.took");
	for (i = 0; i <= SERIES_BOUNDS; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
				      ", b%zu = b%zu + excluded.b%zu", i, i, i);
	return text;
}

int
time_series_save_row(struct index *ix, const struct time_series_row *row)
{
	struct sql_query *q =
	    index_query(ix, QUERY_ADD_SERIES, 0, insert_sql(), NULL);
	int i;

	if (!q)
		return -1;
	sql_query_set_number(q, 1, row->unit);
	sql_query_set_number(q, 2, row->begin);
	sql_query_set_text(q, 3, row->hook);
	sql_query_set_number(q, 4, row->status);
	sql_query_set_number(q, 5, (int64_t)row->count);
	sql_query_set_number(q, 6, (int64_t)row->took);
	for (i = 0; i <= SERIES_BOUNDS; i++)
		sql_query_set_number(q, 7 + i, (int64_t)row->buckets[i]);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

void
time_series_clear(struct time_series *s)
{
	s->count = 0;
	memset(s->table, 0, sizeof s->table);
}

int
time_series_save(struct time_series *s, struct index *ix)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (time_series_save_row(ix, &s->at[i]))
			return -1;
	time_series_clear(s);
	return 0;
}

int
time_series_purge(struct index *ix, timestamp now)
{
	return sql_exec(
		   index_sql(ix),
		   "DELETE FROM series WHERE unit = %d AND begin < %lld;"
		   "DELETE FROM series WHERE unit = %d AND begin < %lld",
		   SERIES_MINUTE,
		   (long long)kept_since(now, SERIES_MINUTES_KEPT,
					 SERIES_MINUTE),
		   SERIES_HOUR,
		   (long long)kept_since(now, SERIES_HOURS_KEPT, SERIES_HOUR))
		   ? index_failed(ix, "write to")
		   : 0;
}

double
time_series_quantile(const uint64_t buckets[SERIES_BOUNDS + 1], double part)
{
	uint64_t all = 0;
	double wanted, below = 0;
	size_t i;

	for (i = 0; i <= SERIES_BOUNDS; i++)
		all += buckets[i];
	if (all == 0)
		return -1;
	wanted = part * (double)all;
	for (i = 0; i < SERIES_BOUNDS; i++) {
		double here = (double)buckets[i];
		double from = i ? (double)time_series_bounds[i - 1] : 0;

		/* Assumes an even distribution within a bucket. */
		if (here > 0 && below + here >= wanted)
			return from + ((double)time_series_bounds[i] - from) *
					  (wanted - below) / here;
		below += here;
	}
	return (double)time_series_bounds[SERIES_BOUNDS - 1];
}
