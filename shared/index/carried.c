/* carried - the sums of lines that purge removed. */

#include "carried.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/str.h"
#include "protocol/hook_roles.h"

/*
 * Anybody may send hooks by any names.  With so many rows, names that the index
 * does not know become OTHER_HOOK, as they are in the metrics.
 */
#define ROWS_MAX 1000
#define OTHER_HOOK "unknown"

void
carried_free(struct carried *c)
{
	free(c->counts);
	free(c->times);
	hash_index_free(&c->by_key);
	*c = (struct carried){ 0 };
}

static uint64_t
hash_of(const char *hook, int status, const char *rule)
{
	uint64_t h = hash_bytes(HASH_START, hook, strlen(hook) + 1);

	h = hash_bytes(h, &status, sizeof status);
	h = hash_bytes(h, rule, strlen(rule));
	return h ^ h >> 32;
}

/* Makes room for row n of an array that doubles. */
static void *
grow(void *rows, size_t n, size_t size)
{
	if (n >= 16 && (n & (n - 1)))
		return rows;
	rows = reallocarray(rows, n < 16 ? 16 : n * 2, size);
	if (!rows)
		die(EXIT_TEMPORARY, "summing up the journal:");
	return rows;
}

/* Of a row, in by_key: from 1, odd for counts and even for times. */
#define COUNT_NUMBER(i) ((int64_t)(i)*2 + 1)
#define TIME_NUMBER(i) ((int64_t)(i)*2 + 2)

static struct hook_count *
find_count(const struct carried *c, const char *hook, int status,
	   const char *rule)
{
	size_t position = 0;
	int64_t n;

	while ((n = hash_index_next(&c->by_key, hash_of(hook, status, rule),
				    &position))) {
		struct hook_counts_row *row = &c->counts[(n - 1) / 2];

		if (n % 2 && row->sum.status == status &&
		    strcmp(row->hook, hook) == 0 &&
		    strcmp(row->rule, rule) == 0)
			return &row->sum;
	}
	return NULL;
}

/* The row, made if it does not exist. */
static struct hook_count *
count_of(struct carried *c, const char *hook, int status, const char *rule)
{
	struct hook_count *sum = find_count(c, hook, status, rule);
	struct hook_counts_row *row;

	if (sum)
		return sum;
	c->counts = grow(c->counts, c->count_rows, sizeof *c->counts);
	row = &c->counts[c->count_rows];
	*row = (struct hook_counts_row){ .sum = { .status = status } };
	str_copy(row->hook, sizeof row->hook, hook);
	str_copy(row->rule, sizeof row->rule, rule);
	hash_index_add(&c->by_key, hash_of(hook, status, rule),
		       COUNT_NUMBER(c->count_rows++));
	return &row->sum;
}

static struct time_series_row *
find_time(const struct carried *c, const char *hook, int status)
{
	size_t position = 0;
	int64_t n;

	while ((n = hash_index_next(&c->by_key, hash_of(hook, status, ""),
				    &position))) {
		struct time_series_row *row = &c->times[(n - 1) / 2];

		if (n % 2 == 0 && row->status == status &&
		    strcmp(row->hook, hook) == 0)
			return row;
	}
	return NULL;
}

static struct time_series_row *
time_of(struct carried *c, const char *hook, int status)
{
	struct time_series_row *row = find_time(c, hook, status);

	if (row)
		return row;
	c->times = grow(c->times, c->time_rows, sizeof *c->times);
	row = &c->times[c->time_rows];
	*row =
	    (struct time_series_row){ .unit = SERIES_EVER, .status = status };
	str_copy(row->hook, sizeof row->hook, hook);
	hash_index_add(&c->by_key, hash_of(hook, status, ""),
		       TIME_NUMBER(c->time_rows++));
	return row;
}

static const char *
bounded_name(const struct carried *c, const char *hook)
{
	return c->count_rows < ROWS_MAX || !hook[0] || hook_roles_find(hook)
		   ? hook
		   : OTHER_HOOK;
}

void
carried_add_line(struct carried *c, const struct journal_line *v)
{
	static const struct journal_line malformed = { .hook = "" };
	char hook[sizeof c->counts->hook], rule[sizeof c->counts->rule];
	char timed[sizeof c->times->hook];
	const char *name;

	if (!v) {
		hook_counts_sum(count_of(c, "", 0, ""), &malformed);
		return;
	}
	name = bounded_name(c, v->hook);
	str_copy(hook, sizeof hook, name);
	str_copy(timed, sizeof timed, name);
	str_copy(rule, sizeof rule, hook_counts_rule(v));
	hook_counts_sum(count_of(c, hook, v->status, rule), v);
	time_series_sum(time_of(c, timed, v->status), v->took);
}

void
carried_add_count(struct carried *c, const struct hook_count *more)
{
	struct hook_count *sum =
	    count_of(c, more->hook, more->status, more->rule);

	sum->count += more->count;
	sum->warnings += more->warnings;
	sum->lost += more->lost;
	sum->took += more->took;
	if (more->last > sum->last)
		sum->last = more->last;
}

void
carried_add_time(struct carried *c, const struct time_series_row *more)
{
	struct time_series_row *sum = time_of(c, more->hook, more->status);
	size_t i;

	sum->count += more->count;
	sum->took += more->took;
	for (i = 0; i <= SERIES_BOUNDS; i++)
		sum->buckets[i] += more->buckets[i];
}

/* A row with a hook keeps its counts, except those of lost hooks. */
static void
take_problems(struct hook_counts_row *from, struct hook_count *into)
{
	into->lost += from->sum.lost;
	from->sum.lost = 0;
	if (from->hook[0] || strcmp(from->rule, CARRIED_PURGED) == 0)
		return;
	into->count += from->sum.count;
	into->warnings += from->sum.warnings;
	into->took += from->sum.took;
	from->sum = (struct hook_count){ .status = from->sum.status };
}

void
carried_set_purged(struct carried *c)
{
	struct hook_count sum = { .hook = "", .rule = CARRIED_PURGED };
	size_t i;

	for (i = 0; i < c->count_rows; i++)
		take_problems(&c->counts[i], &sum);
	if (sum.count || sum.lost)
		carried_add_count(c, &sum);
}

static void
subtract(uint64_t *from, uint64_t n)
{
	*from -= n < *from ? n : *from;
}

void
carried_subtract(struct carried *c, const struct carried *less)
{
	size_t i, k;

	for (i = 0; i < less->count_rows; i++) {
		const struct hook_counts_row *row = &less->counts[i];
		struct hook_count *sum =
		    find_count(c, row->hook, row->sum.status, row->rule);

		if (!sum)
			continue;
		subtract(&sum->count, row->sum.count);
		subtract(&sum->warnings, row->sum.warnings);
		subtract(&sum->lost, row->sum.lost);
		subtract(&sum->took, row->sum.took);
	}
	for (i = 0; i < less->time_rows; i++) {
		const struct time_series_row *row = &less->times[i];
		struct time_series_row *sum =
		    find_time(c, row->hook, row->status);

		if (!sum)
			continue;
		subtract(&sum->count, row->count);
		subtract(&sum->took, row->took);
		for (k = 0; k <= SERIES_BOUNDS; k++)
			subtract(&sum->buckets[k], row->buckets[k]);
	}
}
