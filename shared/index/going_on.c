/* going_on - which lines before a date are of entities that go on after it. */

#include "going_on.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/sql.h"
#include "checkpoints.h"
#include "entity_apply.h"
#include "journal/day_file.h"

/* Of the cache; a fold of little has as many. */
#define BUCKETS ((size_t)1 << 12)

/*
 * Hooks that come so late belong to an entity that has ended, and programs in
 * any language may write a line of 23:59:59 into the next day's file.  So an
 * entity of the last minutes before the date stays; microseconds.
 */
#define LATE INT64_C(120000000)

struct going_on {
	struct entity_keys *keys;
	struct index *index;
	const struct timeouts *timeouts;
	timestamp before;
	timestamp now;
};

/* Adds the rows of a query: the connection's id, and that of the entity. */
static int
add_rows(struct going_on *g, enum entity_kind kind, struct sql_query *q)
{
	int step = -1;

	while (q && (step = sql_query_step(q)) == 1)
		entity_keys_add(g->keys, kind, sql_query_text(q, 0),
				sql_query_text(q, 1));
	sql_query_free(q);
	return step;
}

/* Which rows of a table, as e, go on; the parameters are all `since`. */
#define GOES_ON                                                                \
	"e.first < %lld AND (e.live OR e.last >= %lld OR e.stop >= %lld"       \
	" OR (e.unended AND e.expires >= %lld))"

static int
query_kind(struct going_on *g, enum entity_kind kind)
{
	const char *table = entity_kind_names[kind];
	const long long until = g->before + LATE, since = g->before - LATE;

	if (kind == ENTITY_CONNECTION || kind == ENTITY_REGISTRATION)
		return add_rows(g, kind,
				sql_prepare(index_sql(g->index),
					    "SELECT e.id, '' FROM %s AS e"
					    " WHERE " GOES_ON,
					    table, until, since, since, since));
	/* With the entities of the same id, in other connections. */
	if (add_rows(g, kind,
		     sql_prepare(index_sql(g->index),
				 "SELECT c.id, k.id FROM %s AS k"
				 " JOIN connection AS c ON c.row = k.connection"
				 " WHERE k.id IN (SELECT e.id FROM %s AS e"
				 " WHERE " GOES_ON ")",
				 table, table, until, since, since, since)))
		return -1;
	/* What keeps a connection live that had no hook since. */
	return add_rows(
	    g, kind,
	    sql_prepare(index_sql(g->index),
			"SELECT c.id, k.id FROM connection AS c"
			" JOIN %s AS k ON k.connection = c.row"
			" WHERE c.live AND c.last < %lld AND k.last >= c.last",
			table, since));
}

/* Entities in lines that the index has not folded. */
static bool
goes_on(const struct going_on *g, const struct entity *e)
{
	const timestamp since = g->before - LATE;

	return e->first < g->before + LATE &&
	       (e->last >= since || expiry_is_live(e, g->timeouts, g->now) ||
		entity_ended_at(e) >= since ||
		(!entity_has_ended(e) && expiry_at(e, g->timeouts) >= since));
}

static void
add_unfolded(struct going_on *g, const struct entity_cache *c)
{
	const struct entity *connection, *e;
	size_t n;

	for (n = 0; (connection = entity_cache_at(c, n)); n++) {
		if (connection->kind != ENTITY_CONNECTION)
			continue;
		if (goes_on(g, connection))
			entity_keys_add(g->keys, ENTITY_CONNECTION,
					connection->id, "");
		for (e = connection->children; e; e = e->sibling)
			if (goes_on(g, e))
				entity_keys_add(g->keys, e->kind,
						connection->id, e->id);
	}
}

static int
read_unfolded_day(struct entity_cache *c, const struct checkpoints *d,
		  const struct journal_day *day)
{
	struct day_reader r;
	struct lines l = { .read = day_reader_read_lines, .arg = &r };
	struct journal_line v = { 0 };
	struct checkpoint p;
	const char *line;
	size_t len;
	int got;

	if (checkpoints_open_day(d, day, &r, &p))
		return -1;
	l.offset = p.offset;
	l.end = day_reader_size(&r);
	while ((got = lines_next(&l, &line, &len)) == 1)
		if (journal_line_read(&v, line, len) == 0)
			entity_apply_line(c, &v);
	journal_line_free(&v);
	lines_free(&l);
	day_reader_close(&r);
	return got;
}

static int
read_unfolded(struct going_on *g, const struct checkpoints *d)
{
	struct entity_cache *c = entity_cache_new(g->index, false, BUCKETS);
	int bad = 0;
	size_t i;

	for (i = 0; i < d->days.count && !bad; i++)
		bad = read_unfolded_day(c, d, &d->days.at[i]);
	add_unfolded(g, c);
	entity_cache_free(c);
	return bad;
}

static int
read_all(struct going_on *g, int dir)
{
	enum entity_kind kind;
	struct checkpoints d;
	int bad = -1;

	if (checkpoints_open(&d, dir, g->index))
		return -1;
	if (d.days.count == 0 && d.stored_count == 0)
		bad = 0;
	else if (d.stored_count > 0 && checkpoints_are_valid(&d, NULL) == 1)
		bad = read_unfolded(g, &d);
	for (kind = 0; kind < ENTITY_KINDS && !bad; kind++)
		bad = query_kind(g, kind);
	checkpoints_close(&d);
	return bad;
}

int
going_on_read(struct entity_keys *keys, struct index *ix, const char *state_dir,
	      const struct timeouts *timeouts, timestamp before)
{
	struct going_on g = {
		.keys = keys,
		.index = ix,
		.timeouts = timeouts,
		.before = before,
		.now = timestamp_now(),
	};
	char path[PATH_MAX];
	int dir, bad;

	*keys = (struct entity_keys){ 0 };
	day_file_name(path, (time_t)(before / 1000000));
	snprintf(keys->before, sizeof keys->before, "%.8s", path);
	snprintf(path, sizeof path, "%s/journal", state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return access(path, F_OK) ? 0 : -1;
	bad = index_begin_read(ix) || read_all(&g, dir) ? -1 : 0;
	index_rollback(ix);
	close(dir);
	if (bad)
		entity_keys_free(keys);
	return bad;
}
