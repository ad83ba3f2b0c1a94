/* alive - since when there is something that lives. */

#include "oldest_live.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/sql.h"
#include "index/checkpoints.h"
#include "index/entity_apply.h"

/* As an index has it that tells of all that is in hand. */
#define BUCKETS ((size_t)1 << 12)

static int
read_day(struct cache *c, const struct day_files *d, const char *file)
{
	struct lines l = {
		.fd = openat(d->dir, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC),
	};
	struct event v = { 0 };
	const char *line;
	struct stat st;
	int got = -1;
	size_t len;

	if (l.fd < 0)
		return -1;
	if (fstat(l.fd, &st) == 0) {
		l.offset = day_files_position(d, file, &st).offset;
		l.end = st.st_size;
		while ((got = lines_next(&l, &line, &len)) == 1)
			if (event_read(&v, line, len) == 0)
				affect(c, &v);
	}
	event_free(&v);
	lines_free(&l);
	close(l.fd);
	return got;
}

/* What the journal tells beyond the index. */
static int
look_beyond(struct index *ix, const struct day_files *d,
	    const struct patience *p, moment *since)
{
	struct cache *c = cache_new(ix, false, BUCKETS);
	moment now = (moment)time(NULL) * 1000000;
	const struct entity *e;
	int i, bad = 0;
	size_t n;

	for (i = 0; i < d->count && !bad; i++)
		bad = read_day(c, d, d->at[i]->d_name);
	for (n = 0; (e = cache_at(c, n)); n++)
		if (is_live(e, p, now) && e->first < *since)
			*since = e->first;
	cache_free(c);
	return bad;
}

/* What ended only beyond it counts, too: a day may be kept for nothing. */
static int
look_up(struct index *ix, moment *since)
{
	enum about about;

	for (about = 0; about < ABOUTS; about++) {
		char query[192];
		int64_t first;

		snprintf(query, sizeof query,
			 "SELECT coalesce(min(first), %lld) FROM %s"
			 " INDEXED BY %s_live WHERE live",
			 (long long)INT64_MAX, about_names[about],
			 about_names[about]);
		first = sql_number(index_sql(ix), query);
		if (first == -1)
			return -1;
		if (first < *since)
			*since = first;
	}
	return 0;
}

static int
look(struct index *ix, int dir, const struct patience *p, moment *since)
{
	struct day_files d;
	int bad = -1;

	if (index_look(ix) || day_files_open(&d, dir, ix))
		return -1;
	if (d.count == 0 && d.known_count == 0)
		bad = 0;
	else if (d.known_count > 0 && day_files_are_same(&d))
		bad = look_up(ix, since) || look_beyond(ix, &d, p, since);
	day_files_close(&d);
	return bad ? -1 : 0;
}

int
alive_since(struct index *ix, const char *state_dir, const struct patience *p,
	    moment *since)
{
	char path[PATH_MAX];
	int dir, bad;

	*since = INT64_MAX;
	snprintf(path, sizeof path, "%s/journal", state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return access(path, F_OK) ? 0 : -1;
	bad = look(ix, dir, p, since);
	index_rollback(ix);
	close(dir);
	return bad;
}
