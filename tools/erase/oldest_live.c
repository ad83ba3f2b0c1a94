/* oldest_live - when the oldest live entity began. */

#include "oldest_live.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/sql.h"
#include "base/timestamp.h"
#include "index/checkpoints.h"
#include "index/entity_apply.h"

/* Of the cache; a fold of little has as many. */
#define BUCKETS ((size_t)1 << 12)

static int
read_day(struct entity_cache *c, const struct checkpoints *d, const char *file)
{
	struct lines l = {
		.fd = openat(d->dir, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC),
	};
	struct journal_line v = { 0 };
	const char *line;
	struct stat st;
	int got = -1;
	size_t len;

	if (l.fd < 0)
		return -1;
	if (fstat(l.fd, &st) == 0) {
		l.offset = checkpoints_get(d, file, &st).offset;
		l.end = st.st_size;
		while ((got = lines_next(&l, &line, &len)) == 1)
			if (journal_line_read(&v, line, len) == 0)
				entity_apply_line(c, &v);
	}
	journal_line_free(&v);
	lines_free(&l);
	close(l.fd);
	return got;
}

/* Entities in lines that the index has not folded. */
static int
scan_unfolded(struct index *ix, const struct checkpoints *d,
	      const struct timeouts *p, timestamp *since)
{
	struct entity_cache *c = entity_cache_new(ix, false, BUCKETS);
	timestamp now = timestamp_now();
	const struct entity *e;
	int i, bad = 0;
	size_t n;

	for (i = 0; i < d->count && !bad; i++)
		bad = read_day(c, d, d->at[i]->d_name);
	for (n = 0; (e = entity_cache_at(c, n)); n++)
		if (expiry_is_live(e, p, now) && e->first < *since)
			*since = e->first;
	entity_cache_free(c);
	return bad;
}

/*
 * Live entities of the index.  One that ended in a line not yet folded counts,
 * too: at worst purge keeps a day longer than it must.
 */
static int
query_index(struct index *ix, timestamp *since)
{
	enum entity_kind kind;

	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		char query[192];
		int64_t first;

		snprintf(query, sizeof query,
			 "SELECT coalesce(min(first), %lld) FROM %s"
			 " INDEXED BY %s_live WHERE live",
			 (long long)INT64_MAX, entity_kind_names[kind],
			 entity_kind_names[kind]);
		first = sql_number(index_sql(ix), query);
		if (first == -1)
			return -1;
		if (first < *since)
			*since = first;
	}
	return 0;
}

static int
find_oldest(struct index *ix, int dir, const struct timeouts *p,
	    timestamp *since)
{
	struct checkpoints d;
	int bad = -1;

	if (index_begin_read(ix) || checkpoints_open(&d, dir, ix))
		return -1;
	if (d.count == 0 && d.stored_count == 0)
		bad = 0;
	else if (d.stored_count > 0 && checkpoints_are_valid(&d))
		bad = query_index(ix, since) || scan_unfolded(ix, &d, p, since);
	checkpoints_close(&d);
	return bad ? -1 : 0;
}

int
oldest_live(struct index *ix, const char *state_dir, const struct timeouts *p,
	    timestamp *since)
{
	char path[PATH_MAX];
	int dir, bad;

	*since = INT64_MAX;
	snprintf(path, sizeof path, "%s/journal", state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return access(path, F_OK) ? 0 : -1;
	bad = find_oldest(ix, dir, p, since);
	index_rollback(ix);
	close(dir);
	return bad;
}
