/* call_sums - how calls ended, and how long they were talked in. */

#include "call_sums.h"

#include "index_query.h"

#define SECONDS(n) (INT64_C(1000) * (n))

const int64_t call_sums_bounds[CALL_SUM_BOUNDS] = {
	SECONDS(5),    SECONDS(15),   SECONDS(30),   SECONDS(60),
	SECONDS(120),  SECONDS(300),  SECONDS(600),  SECONDS(1200),
	SECONDS(1800), SECONDS(3600), SECONDS(7200),
};

/* The ledger has their first letters. */
const char *const call_sums_dispositions[] = {
	"ANSWERED", "NO ANSWER", "BUSY",    "FAILED",
	"DENIED",   "STALE",	 "UNKNOWN", NULL,
};

_Static_assert(sizeof call_sums_dispositions / sizeof *call_sums_dispositions -
		       1 ==
		   CALL_SUM_DISPOSITIONS,
	       "dispositions");

/* The bucket of calls whose time of talk is not known. */
#define NO_TALK (CALL_SUM_BOUNDS + 1)

/* The key of a sum: its bucket, and how many calls. */
#define CALLS_BITS 48
#define CALLS_MAX ((UINT64_C(1) << CALLS_BITS) - 1)

static size_t
bucket_of(int64_t talk)
{
	size_t i = 0;

	if (talk < 0)
		return NO_TALK;
	while (i < CALL_SUM_BOUNDS && talk > call_sums_bounds[i])
		i++;
	return i;
}

static void
add(struct call_sums *s, char disposition, size_t bucket, uint64_t calls,
    uint64_t talk)
{
	size_t i;

	for (i = 0; bucket <= NO_TALK && i < CALL_SUM_DISPOSITIONS; i++)
		if (call_sums_dispositions[i][0] == disposition) {
			s->of[i][bucket].calls += calls;
			s->of[i][bucket].talk += talk;
		}
}

void
call_sums_count(struct call_sums *s, const struct ledger_entry *e)
{
	if (e->revision == 0)
		add(s, e->disposition, (size_t)(e->key >> CALLS_BITS),
		    e->key & CALLS_MAX, (uint64_t)e->born);
	else if (e->revision == 1)
		add(s, e->disposition, bucket_of(e->talk), 1,
		    e->talk > 0 ? (uint64_t)e->talk : 0);
}

void
call_sums_carry(const struct call_sums *s, struct ledger *l)
{
	size_t i, bucket;

	for (i = 0; i < CALL_SUM_DISPOSITIONS; i++)
		for (bucket = 0; bucket <= NO_TALK; bucket++)
			if (s->of[i][bucket].calls)
				ledger_add(
				    l,
				    &(struct ledger_entry){
					.key = (uint64_t)bucket << CALLS_BITS |
					       s->of[i][bucket].calls,
					.born =
					    (timestamp)s->of[i][bucket].talk,
					.disposition =
					    call_sums_dispositions[i][0],
					.talk = -1,
				    });
}

static void
count(void *arg, const struct ledger_entry *e)
{
	call_sums_count(arg, e);
}

static int
save(struct index *ix, size_t i, size_t bucket, const struct call_sums *s)
{
	struct sql_query *q =
	    index_query(ix, QUERY_ADD_CALL_SUM, 0,
			"INSERT INTO call_sum VALUES (?,?,?,?)"
			" ON CONFLICT DO UPDATE SET"
			" calls = calls + excluded.calls,"
			" talk = talk + excluded.talk",
			NULL);

	if (!q)
		return -1;
	sql_query_set_text(q, 1, call_sums_dispositions[i]);
	sql_query_set_number(q, 2, (int64_t)bucket);
	sql_query_set_number(q, 3, (int64_t)s->of[i][bucket].calls);
	sql_query_set_number(q, 4, (int64_t)s->of[i][bucket].talk);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

int
call_sums_add(struct index *ix, const struct ledger *l, off_t from, off_t to,
	      struct error *e)
{
	struct call_sums s = { 0 };
	size_t i, bucket;

	if (ledger_read(l, from, to, count, &s, e))
		return -1;
	for (i = 0; i < CALL_SUM_DISPOSITIONS; i++)
		for (bucket = 0; bucket <= NO_TALK; bucket++)
			if (s.of[i][bucket].calls && save(ix, i, bucket, &s))
				return error_set(e, "%s", index_error(ix));
	return 0;
}

int
call_sums_read(struct sql *db, const char *disposition, struct call_sum *sum)
{
	struct sql_query *q =
	    sql_prepare(db, "SELECT bucket, calls, talk FROM call_sum"
			    " WHERE disposition = ?");
	int step = -1;

	*sum = (struct call_sum){ 0 };
	if (!q)
		return -1;
	sql_query_set_text(q, 1, disposition);
	while ((step = sql_query_step(q)) == 1) {
		const size_t bucket = (size_t)sql_query_number(q, 0);
		const uint64_t calls = (uint64_t)sql_query_number(q, 1);

		sum->calls += calls;
		sum->talk += (uint64_t)sql_query_number(q, 2);
		if (bucket <= CALL_SUM_BOUNDS)
			sum->buckets[bucket] += calls;
	}
	sql_query_free(q);
	return step;
}
