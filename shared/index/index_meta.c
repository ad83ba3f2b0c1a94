/* index_meta - checkpoints, the clock and the counts of hooks in the index. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/die.h"
#include "index_query.h"

/* By so much lines of a journal shrink, roughly. */
#define PACKED_RATIO 10
/*
 * An error that a rebuild has not cured would come back at once, and each
 * reader would rebuild the index again; microseconds.
 */
#define DISTRUST_INTERVAL INT64_C(600000000)

int
index_meta_add_count(struct index *ix, const struct hook_count *c)
{
	struct sql_query *q = index_query(
	    ix, QUERY_ADD_COUNT, 0,
	    "INSERT INTO hook_count VALUES (?,?,?,?,?,?,?,?)"
	    " ON CONFLICT DO UPDATE SET count = count + excluded.count,"
	    " warnings = warnings + excluded.warnings,"
	    " lost = lost + excluded.lost,"
	    " took = took + excluded.took,"
	    " last = max(last, excluded.last)",
	    NULL);

	if (!q)
		return -1;
	sql_query_set_text(q, 1, c->hook);
	sql_query_set_number(q, 2, c->status);
	sql_query_set_text(q, 3, c->rule);
	sql_query_set_number(q, 4, (int64_t)c->count);
	sql_query_set_number(q, 5, (int64_t)c->warnings);
	sql_query_set_number(q, 6, (int64_t)c->lost);
	sql_query_set_number(q, 7, (int64_t)c->took);
	sql_query_set_number(q, 8, c->last);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

int
index_meta_checkpoints(struct index *ix, struct checkpoint **all)
{
	struct sql_query *q =
	    sql_prepare(index_sql(ix),
			"SELECT file, inode, packed_id, packed_bytes, offset,"
			" fingerprint FROM checkpoint ORDER BY file");
	int n = 0, step;

	*all = NULL;
	if (!q)
		return index_failed(ix, "query");
	while ((step = sql_query_step(q)) == 1) {
		struct checkpoint *p;

		*all = reallocarray(*all, (size_t)n + 1, sizeof **all);
		if (!*all)
			die(EXIT_TEMPORARY, "reading the index's checkpoints:");
		p = &(*all)[n++];
		snprintf(p->file, sizeof p->file, "%s", sql_query_text(q, 0));
		p->inode = (ino_t)sql_query_number(q, 1);
		p->packed_id = sql_query_number(q, 2);
		p->packed_bytes = sql_query_number(q, 3);
		p->offset = sql_query_number(q, 4);
		p->fingerprint = sql_query_number(q, 5);
	}
	sql_query_free(q);
	return step < 0 ? index_failed(ix, "read") : n;
}

int64_t
index_meta_unread(const struct checkpoint *p, const struct journal_day *day)
{
	int64_t bytes;

	/* What was folded has been compressed since. */
	if (p && p->inode && !day->inode)
		return 0;
	/* How much a file unpacks to is not known before it is read. */
	if (!p || (p->inode && p->inode != day->inode) ||
	    (!p->inode && p->packed_id != day->packed.id))
		return day->size + PACKED_RATIO * (int64_t)day->packed.size;
	bytes = day->size + p->packed_bytes - p->offset;
	return bytes > 0 ? bytes : 0;
}

int
index_meta_set_checkpoint(struct index *ix, const struct checkpoint *p)
{
	return sql_exec(index_sql(ix),
			"REPLACE INTO checkpoint VALUES "
			"('%s', %llu, %lld, %lld, %lld, %lld)",
			p->file, (unsigned long long)p->inode,
			(long long)p->packed_id, (long long)p->packed_bytes,
			(long long)p->offset, (long long)p->fingerprint)
		   ? index_failed(ix, "write to")
		   : 0;
}

/*
 * A checkpoint of such a name belongs to no file, so the next fold rebuilds the
 * index, as it has to.
 */
static void
moved_name(char into[DAY_FILE_SIZE], const char *file)
{
	snprintf(into, DAY_FILE_SIZE, "%.8s.moved", file);
}

int
index_meta_move_checkpoint(struct index *ix, const char *file, ino_t inode,
			   off_t offset)
{
	struct checkpoint p = { .inode = inode, .offset = offset };

	moved_name(p.file, file);
	if (index_begin(ix))
		return -1;
	if (index_meta_set_checkpoint(ix, &p) == 0)
		return index_commit(ix);
	index_rollback(ix);
	return -1;
}

off_t
index_meta_folded(struct index *ix, const char *file, ino_t inode)
{
	struct sql_query *q =
	    index_query(ix, QUERY_CHECKPOINT, 0,
			"SELECT max(offset - packed_bytes, 0),"
			" inode FROM checkpoint"
			" WHERE file IN (?, ?)",
			NULL);
	char moved[DAY_FILE_SIZE];
	off_t offset = 0;
	int step = -1;

	if (!q)
		return -1;
	moved_name(moved, file);
	sql_query_set_text(q, 1, file);
	sql_query_set_text(q, 2, moved);
	while ((step = sql_query_step(q)) == 1) {
		offset = sql_query_number(q, 0);
		if ((ino_t)sql_query_number(q, 1) == inode)
			break;
		offset = -2;
	}
	if (step < 0)
		offset = index_failed(ix, "ask");
	sql_query_reset(q);
	return offset;
}

bool
index_meta_mark_corrupt(struct index *ix)
{
	static timestamp marked;
	const timestamp now = timestamp_now();

	if (!sql_is_corrupt(index_sql(ix)))
		return false;
	if (!sql_is_damaged(index_sql(ix)) && now >= marked &&
	    now - marked < DISTRUST_INTERVAL)
		return false;
	marked = now;
	index_rollback(ix);
	/* A clock in the future makes every fold rebuild the index. */
	sql_exec(index_sql(ix),
		 "DELETE FROM checkpoint;"
		 "REPLACE INTO clock VALUES (0, %" PRId64 ")",
		 INT64_MAX);
	return true;
}

bool
index_meta_is_corrupt(struct index *ix)
{
	return index_meta_clock(ix) == INT64_MAX;
}

timestamp
index_meta_clock(struct index *ix)
{
	int64_t last = sql_number(index_sql(ix),
				  "SELECT coalesce(max(last), -1) FROM clock");

	return last < 0 ? TIMESTAMP_NONE : last;
}

int
index_meta_set_clock(struct index *ix, timestamp now)
{
	return sql_exec(index_sql(ix), "REPLACE INTO clock VALUES (0, %lld)",
			(long long)now)
		   ? index_failed(ix, "write to")
		   : 0;
}

bool
index_meta_is_complete(struct index *ix)
{
	struct sql_query *q = index_query(ix, QUERY_IS_COMPLETE, 0,
					  "SELECT id FROM complete", NULL);
	bool found = q && sql_query_step(q) == 1;

	if (q)
		sql_query_reset(q);
	return found;
}

int
index_meta_set_complete(struct index *ix)
{
	return sql_exec(index_sql(ix), "REPLACE INTO complete VALUES (0)")
		   ? index_failed(ix, "write to")
		   : 0;
}
