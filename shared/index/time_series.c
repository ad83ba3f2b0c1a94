/* series - how many hooks were answered how, and how fast, in each minute. */

#include "time_series.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "index_query.h"

const int64_t series_bounds[SERIES_BOUNDS] = {
	10,    20,    50,    100,    200,    500,    1000,    2000,    5000,
	10000, 20000, 50000, 100000, 200000, 500000, 1000000, 5000000,
};

static size_t
bucket_of(long took)
{
	size_t i;

	for (i = 0; i < SERIES_BOUNDS; i++)
		if (took <= series_bounds[i])
			break;
	return i;
}

/* What a row is about. */
struct key {
	enum series_unit unit;
	int64_t begin;
	const char *hook;
	uint64_t hook_hash;
	int status;
};

static uint64_t
hash_of(const char *hook)
{
	uint64_t h = 14695981039346656037u;

	for (; *hook; hook++)
		h = (h ^ (unsigned char)*hook) * 1099511628211u;
	return h;
}

static size_t
place_of(const struct key *k)
{
	uint64_t h =
	    ((uint64_t)k->begin + (uint64_t)k->unit) * 31 + (uint64_t)k->status;

	h = (h ^ k->hook_hash) * 11400714819323198485u;
	return (h ^ h >> 32) % (SERIES_MAX * 2);
}

/* The row, or NULL: there is no room for another one. */
static struct series_row *
row_of(struct series *s, const struct key *k)
{
	size_t i = place_of(k);
	struct series_row *row;

	for (; s->place[i]; i = (i + 1) % (SERIES_MAX * 2)) {
		row = &s->at[s->place[i] - 1];
		if (row->begin == k->begin && row->unit == k->unit &&
		    row->status == k->status && strcmp(row->hook, k->hook) == 0)
			return row;
	}
	if (s->count == SERIES_MAX)
		return NULL;
	row = &s->at[s->count++];
	s->place[i] = (unsigned short)s->count;
	*row = (struct series_row){ .unit = k->unit,
				    .begin = k->begin,
				    .status = k->status };
	text_copy(row->hook, sizeof row->hook, k->hook);
	return row;
}

/* The first second that is not too old, a whole unit. */
static int64_t
kept_since(moment now, moment kept, enum series_unit unit)
{
	int64_t since = (now - kept) / 1000000;

	return since - since % (int64_t)unit;
}

static void
count(struct series *s, struct index *ix, const struct key *k, long took)
{
	struct series_row *row = row_of(s, k);

	if (!row && series_save(s, ix) == 0)
		row = row_of(s, k);
	if (!row)
		return;
	row->count++;
	if (took < 0)
		return;
	row->took += (uint64_t)took;
	row->buckets[bucket_of(took)]++;
}

void
series_count(struct series *s, struct index *ix, const struct event *v,
	     moment now)
{
	char hook[sizeof s->at[0].hook];
	struct key k = { .hook = hook, .status = v->status };
	int64_t second = v->time / 1000000;

	text_copy(hook, sizeof hook, v->hook);
	k.hook_hash = hash_of(hook);
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

/* INSERT ... ON CONFLICT, with every sum in it. */
static const char *
statement(void)
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

static int
add(struct index *ix, const struct series_row *row)
{
	struct query *q = index_ask(ix, ADD_SERIES, 0, statement(), NULL);
	int i;

	if (!q)
		return -1;
	query_set(q, 1, row->unit);
	query_set(q, 2, row->begin);
	query_set_text(q, 3, row->hook);
	query_set(q, 4, row->status);
	query_set(q, 5, (int64_t)row->count);
	query_set(q, 6, (int64_t)row->took);
	for (i = 0; i <= SERIES_BOUNDS; i++)
		query_set(q, 7 + i, (int64_t)row->buckets[i]);
	return query_do(q) ? index_failed(ix, "sum up in") : 0;
}

void
series_clear(struct series *s)
{
	s->count = 0;
	memset(s->place, 0, sizeof s->place);
}

int
series_save(struct series *s, struct index *ix)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (add(ix, &s->at[i]))
			return -1;
	series_clear(s);
	return 0;
}

int
series_forget(struct index *ix, moment now)
{
	return sql_run(
		   index_sql(ix),
		   "DELETE FROM series WHERE unit = %d AND begin < %lld;"
		   "DELETE FROM series WHERE unit = %d AND begin < %lld",
		   SERIES_MINUTE,
		   (long long)kept_since(now, SERIES_MINUTES_KEPT,
					 SERIES_MINUTE),
		   SERIES_HOUR,
		   (long long)kept_since(now, SERIES_HOURS_KEPT, SERIES_HOUR))
		   ? index_failed(ix, "sum up in")
		   : 0;
}

double
series_quantile(const uint64_t buckets[SERIES_BOUNDS + 1], double part)
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
		double from = i ? (double)series_bounds[i - 1] : 0;

		/* Within a bucket they are taken to be spread evenly. */
		if (here > 0 && below + here >= wanted)
			return from + ((double)series_bounds[i] - from) *
					  (wanted - below) / here;
		below += here;
	}
	return (double)series_bounds[SERIES_BOUNDS - 1];
}
