/* limit_use - how full a limit is. */

#include "limit_use.h"

#include <string.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "index/limit_slots.h"

/* Keys that begin with ?1: up to ?2, which ends in the next character. */
#define OF_LIMIT "key >= ?1 AND key < ?2"

/* Slots of live entities, as a limit counts them. */
#define ACTIVE                                                                 \
	"SELECT key FROM limit_slot AS s INDEXED BY limit_slot_active"         \
	" CROSS JOIN %s AS e ON e.row = s.row WHERE " OF_LIMIT                 \
	" AND active AND s.kind = ?3 AND live AND expires >= ?4"               \
	" AND last <= ?5 LIMIT ?6"

/*
 * Slots that were taken within a time.  Those of entities that are over are
 * found by time, and those of live ones by key.
 */
#define RECENT                                                                 \
	"SELECT key FROM (SELECT key FROM limit_slot INDEXED BY"               \
	" limit_slot_past WHERE NOT active AND time > ?4 AND time < ?5"        \
	" ORDER BY time DESC LIMIT ?6) WHERE " OF_LIMIT                        \
	" UNION ALL SELECT key FROM limit_slot INDEXED BY limit_slot_active"   \
	" WHERE active AND " OF_LIMIT " AND time > ?4 AND time < ?5"

#define GROUPED(slots)                                                         \
	"SELECT key, count(*) FROM (" slots ") GROUP BY key"                   \
	" ORDER BY 2 DESC, 1"

static struct sql_query *
query_of(struct sql *db, const struct rule_list_entry *l, timestamp now)
{
	struct sql_query *q = l->within
				  ? sql_prepare(db, GROUPED(RECENT))
				  : sql_prepare(db, GROUPED(ACTIVE),
						entity_kind_names[l->counted]);

	if (!q)
		return NULL;
	sql_query_set_number(q, 4, l->within ? now - l->within : now);
	sql_query_set_number(
	    q, 5, now + (l->within ? SLOT_CLOCK_SLACK : SLOT_AHEAD_MAX));
	sql_query_set_number(q, 6, LIMIT_USE_SLOTS_MAX);
	if (!l->within)
		sql_query_set_number(q, 3, l->counted);
	return q;
}

int
limit_use_read(struct limit_use *use, struct sql *db,
	       const struct rule_list_entry *limit, timestamp now, int most,
	       void (*each)(void *, const char *, int64_t), void *arg)
{
	const size_t len = strlen(limit->key);
	struct sql_query *q = query_of(db, limit, now);
	struct buffer end = { 0 };
	int64_t slots = 0;
	int step = -1;

	*use = (struct limit_use){ 0 };
	buffer_add(&end, limit->key, len + 1);
	/* The last character is a blank, and "!" is the next one. */
	end.at[len - 1]++;
	if (q) {
		sql_query_set_text(q, 1, limit->key);
		sql_query_set_text(q, 2, end.at);
	}
	while (q && (step = sql_query_step(q)) == 1) {
		int64_t count = sql_query_number(q, 1);

		if (use->keys++ < most)
			each(arg, sql_query_text(q, 0) + len, count);
		if ((uint64_t)count >= limit->max)
			use->full++;
		slots += count;
	}
	use->cut = slots >= LIMIT_USE_SLOTS_MAX;
	sql_query_free(q);
	buffer_free(&end);
	return step;
}
