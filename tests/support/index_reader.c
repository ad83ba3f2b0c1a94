/* index_reader - folds ./state and reads the whole index. */

#include "index_reader.h"

#include "base/sql.h"
#include "harness.h"
#include "history.h"

/* Reads each row of each table; false: it cannot. */
static bool
can_read_all(struct index *ix)
{
	static const char *const tables[] = {
		"connection",  "registration", "call",	     "message",
		"stream",      "cdr",	       "hook_count", "series",
		"limit_slot",  "checkpoint",   "clock",	     "ledger",
		"missing_day", "timeouts",     "complete",   "shared_call_id",
	};
	struct sql_query *q;
	int step = 0;
	size_t i;

	for (i = 0; i < ROWS(tables) && step == 0; i++) {
		q = sql_prepare(index_sql(ix), "SELECT * FROM %s", tables[i]);
		while ((step = q ? sql_query_step(q) : -1) == 1)
			;
		if (step < 0)
			index_meta_mark_corrupt(ix);
		sql_query_free(q);
	}
	return step == 0;
}

bool
index_reader_read(void)
{
	struct fold_task task = { .state_dir = "state",
				  .timeouts = &history_patient };
	struct index *ix = index_open("state", NULL);
	struct fold_result done;
	bool good_end;

	if (!ix)
		return false;
	good_end = fold(ix, &task, &done) == 0 && can_read_all(ix);
	index_close(ix);
	return good_end;
}
