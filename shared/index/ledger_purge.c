/* ledger_purge - takes the records of purged days out of the ledger. */

#include "ledger_purge.h"

#include "base/sql.h"
#include "call_sums.h"
#include "ledger.h"

/* The keys of the index's calls. */
struct known_calls {
	struct hash_index keys;
	timestamp before;
	struct call_sums gone; /* of lines that are not needed */
};

/* Keys that look alike keep a line too much. */
static bool
is_needed(void *arg, const struct ledger_entry *e)
{
	struct known_calls *known = arg;
	size_t position = 0;

	/* Of seals, with the revision 0, only the last line counts. */
	if (e->revision > 0 &&
	    (e->born >= known->before ||
	     hash_index_next(&known->keys, e->key, &position)))
		return true;
	call_sums_count(&known->gone, e);
	return false;
}

static void
carry_sums(void *arg, struct ledger *l)
{
	const struct known_calls *known = arg;

	call_sums_carry(&known->gone, l);
}

static int
read_calls(struct known_calls *known, struct index *ix)
{
	struct sql_query *q =
	    sql_prepare(index_sql(ix), "SELECT identity, row FROM call");
	int step = -1;

	while (q && (step = sql_query_step(q)) == 1)
		hash_index_add(&known->keys, (uint64_t)sql_query_number(q, 0),
			       sql_query_number(q, 1));
	sql_query_free(q);
	return step;
}

/* The index knows all of the shorter file. */
static int
save_size(struct index *ix, const struct ledger *l)
{
	if (index_begin(ix))
		return -1;
	if (sql_exec(index_sql(ix), "UPDATE ledger SET size = %lld",
		     (long long)l->size)) {
		index_rollback(ix);
		return -1;
	}
	return index_commit(ix);
}

int64_t
ledger_purge(struct index *ix, const char *state_dir, timestamp before,
	     struct error *e)
{
	struct known_calls known = { .before = before };
	struct ledger l;
	int64_t gone;

	if (ledger_open(&l, state_dir, e)) {
		ledger_close(&l);
		return -1;
	}
	if (read_calls(&known, ix))
		gone = error_set(e, "cannot read the index: %s",
				 sql_error(index_sql(ix)));
	else
		gone = ledger_cut(&l, is_needed, carry_sums, &known, e);
	if (gone > 0 && save_size(ix, &l))
		gone = error_set(e, "cannot write to the index: %s",
				 sql_error(index_sql(ix)));
	hash_index_free(&known.keys);
	ledger_close(&l);
	return gone;
}
