/*
 * index_query - prepared queries; for the modules that read and write tables.
 */
#ifndef ECHOAPP_INDEX_QUERY_H
#define ECHOAPP_INDEX_QUERY_H

#include "base/sql.h"
#include "index.h"

/* Each is prepared once for each kind of entity. */
enum index_query {
	QUERY_LOAD,
	QUERY_LOAD_ROW,
	QUERY_LOAD_OPEN,
	QUERY_FACTS,
	QUERY_SAVE,
	QUERY_ADD,
	QUERY_SAVE_GROUP,
	QUERY_ADD_GROUP,
	QUERY_HAS_EXPIRED,
	QUERY_REAP,
	QUERY_EXTEND,
	QUERY_REVIVE,
	QUERY_ADD_COUNT,
	QUERY_ADD_CALL_SUM,
	QUERY_ADD_SERIES,
	QUERY_ADD_REFUSAL,
	QUERY_ADD_SLOT,
	QUERY_SET_ACTIVE,
	QUERY_EXPIRE_SLOTS,
	QUERY_REVIVE_SLOTS,
	QUERY_PURGE_SLOTS,
	QUERY_COUNT_ACTIVE,
	QUERY_COUNT_SINCE,
	QUERY_COUNT_RETRIES,
	QUERY_IS_ACTIVE,
	QUERY_SLOTS_OF,
	QUERY_CHECKPOINT,
	QUERY_IS_COMPLETE,
	QUERY_DATA_VERSION,
	QUERY_DUE,
	QUERY_SET_RECORD,
	QUERY_HAS_CALL_ID,
	QUERY_SHARE_CALL_ID,
	QUERIES,
};

/*
 * The prepared query, owned by the index; reset after use.  Its text is
 * `before`, the name of the kind's table, and `after`; without `after` it is
 * `before` alone.  NULL on failure: see index_error().
 */
struct sql_query *index_query(struct index *, enum index_query,
			      enum entity_kind, const char *before,
			      const char *after);

/* What records calls; NULL: outside of a fold.  Borrowed. */
struct call_records *index_call_records(const struct index *);
void index_set_call_records(struct index *, struct call_records *);

/*
 * Keeps SQLite's last error as "cannot DOING PATH: reason" for index_error().
 * Returns -1.
 */
int index_failed(struct index *, const char *doing);

#endif
