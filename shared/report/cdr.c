/* cdr - call detail records: one row for each call whose record is final. */

#include "cdr.h"

/* What a row of the query has, in the order in which SQLite stores it. */
static const char stored[] =
    "dcontext, src, dst, clid, info, rule, transferred_to, transfer, end,"
    " start, answer, billsec, direction, disposition, transferred_by, hangup,"
    " callid, holder, linked, revision, recorded, duration, identity, birth";

enum {
	DCONTEXT,
	SRC,
	DST,
	CLID,
	INFO,
	RULE,
	TRANSFERRED_TO,
	TRANSFER,
	END,
	START,
	ANSWER,
	BILLSEC,
	DIRECTION,
	DISPOSITION,
	TRANSFERRED_BY,
	HANGUP,
	CALLID,
	HOLDER,
	LINKED,
	REVISION,
	RECORDED,
	DURATION,
	IDENTITY,
	BIRTH,
};

const struct cell_column cdr_columns[CDR_COLUMNS] = {
	{ "src", CELL_TEXT },
	{ "dst", CELL_TEXT },
	{ "dcontext", CELL_TEXT },
	{ "clid", CELL_TEXT },
	{ "direction", CELL_TEXT },
	{ "start", CELL_TIMESTAMP },
	{ "answer", CELL_TIMESTAMP },
	{ "end", CELL_TIMESTAMP },
	{ "duration", CELL_DURATION },
	{ "billsec", CELL_DURATION },
	{ "disposition", CELL_TEXT },
	{ "uniqueid", CELL_UNIQUEID },
	{ "hangup", CELL_TEXT },
	{ "info", CELL_TEXT },
	{ "rule", CELL_TEXT },
	{ "transferred_by", CELL_TEXT },
	{ "transferred_to", CELL_TEXT },
	{ "transfer", CELL_TEXT },
	{ "callid", CELL_TEXT },
	{ "node", CELL_NODE },
	{ "session", CELL_SESSION },
	{ "app", CELL_TEXT },
	{ "linkedid", CELL_LINKED_ID },
	{ "revision", CELL_NUMBER },
	{ "recorded", CELL_TIMESTAMP },
};

/* Where the values of the columns are; some columns share one. */
static const unsigned char places[CDR_COLUMNS + 2] = {
	SRC,	  DST,	    DCONTEXT, CLID,	      DIRECTION,      START,
	ANSWER,	  END,	    DURATION, BILLSEC,	      DISPOSITION,    IDENTITY,
	HANGUP,	  INFO,	    RULE,     TRANSFERRED_BY, TRANSFERRED_TO, TRANSFER,
	CALLID,	  HOLDER,   HOLDER,   DCONTEXT,	      LINKED,	      REVISION,
	RECORDED, IDENTITY, BIRTH,
};

#define WANTED "FROM cdr WHERE recorded >= ?1 AND recorded < ?2"

static struct sql_query *
between(struct sql_query *q, timestamp since, timestamp until)
{
	if (!q)
		return NULL;
	sql_query_set_number(q, 1, since);
	sql_query_set_number(q, 2, until);
	return q;
}

struct sql_query *
cdr_prepare(struct sql *db, timestamp since, timestamp until)
{
	return between(sql_prepare_rows(db, stored, places, CDR_COLUMNS + 2,
					WANTED " ORDER BY recorded, row"),
		       since, until);
}

uint64_t
cdr_count(struct sql *db, timestamp since, timestamp until)
{
	struct sql_query *q =
	    between(sql_prepare(db, "SELECT count(*) " WANTED), since, until);
	int64_t n = 0;

	if (q && sql_query_step(q) == 1)
		n = sql_query_number(q, 0);
	sql_query_free(q);
	return (uint64_t)n;
}

/* As `places`, with the row before the two that make the id. */
static const char stored_with_row[] =
    "dcontext, src, dst, clid, info, rule, transferred_to, transfer, end,"
    " start, answer, billsec, direction, disposition, transferred_by, hangup,"
    " callid, holder, linked, revision, recorded, duration, identity, birth,"
    " row";
static const unsigned char places_with_row[CDR_COLUMNS + 3] = {
	SRC,	  DST,	     DCONTEXT, CLID,	       DIRECTION,      START,
	ANSWER,	  END,	     DURATION, BILLSEC,	       DISPOSITION,    IDENTITY,
	HANGUP,	  INFO,	     RULE,     TRANSFERRED_BY, TRANSFERRED_TO, TRANSFER,
	CALLID,	  HOLDER,    HOLDER,   DCONTEXT,       LINKED,	       REVISION,
	RECORDED, BIRTH + 1, IDENTITY, BIRTH,
};

/* Two conditions in place of one for both, because each has an index. */
#define OF_THE_TIME "FROM cdr WHERE recorded = ?1 AND row > ?2"
#define LATER "FROM cdr WHERE recorded > ?1"

static struct sql_query *
after(struct sql_query *q, const struct cdr_place *p, bool with_row)
{
	if (!q)
		return NULL;
	sql_query_set_number(q, 1, p->recorded);
	if (with_row)
		sql_query_set_number(q, 2, p->row);
	return q;
}

/* The number that a query of a place returns; 0: it has no row; -1. */
static int
number_at(struct sql *db, const char *query, const struct cdr_place *p,
	  bool with_row, int64_t *n)
{
	struct sql_query *q = after(sql_prepare(db, "%s", query), p, with_row);
	int got = q ? sql_query_step(q) : -1;

	if (got == 1 && !sql_query_get_number(q, 0, n))
		got = 0;
	sql_query_free(q);
	return got;
}

int
cdr_has_more_of(struct sql *db, const struct cdr_place *p)
{
	int64_t n;

	if (p->row == INT64_MAX)
		return 0;
	return number_at(db, "SELECT row " OF_THE_TIME " LIMIT 1", p, true, &n);
}

struct sql_query *
cdr_prepare_page(struct sql *db, const struct cdr_place *p, uint64_t n)
{
	const int more = cdr_has_more_of(db, p);
	struct sql_query *q;

	if (more < 0)
		return NULL;
	q = sql_prepare_rows(db, stored_with_row, places_with_row,
			     CDR_COLUMNS + 3,
			     more ? OF_THE_TIME " ORDER BY recorded, row"
						" LIMIT ?3"
				  : LATER " ORDER BY recorded, row LIMIT ?3");
	q = after(q, p, more);
	if (q)
		sql_query_set_number(q, 3, (int64_t)n);
	return q;
}

int
cdr_count_after(struct sql *db, const struct cdr_place *p, uint64_t *count,
		timestamp *first)
{
	const int more = cdr_has_more_of(db, p);
	int64_t n = 0, same = 0;

	*first = TIMESTAMP_NONE;
	if (more < 0 ||
	    number_at(db, "SELECT count(*) " LATER, p, false, &n) < 0 ||
	    number_at(db, "SELECT min(recorded) " LATER, p, false, first) < 0 ||
	    (more &&
	     number_at(db, "SELECT count(*) " OF_THE_TIME, p, true, &same) < 0))
		return -1;
	*count = (uint64_t)(n + same);
	if (same)
		*first = p->recorded;
	return 0;
}

int
cdr_is_at(struct sql *db, const struct cdr_place *p, const char *uniqueid)
{
	struct sql_query *q =
	    after(sql_prepare(db, "SELECT 1 FROM cdr WHERE recorded = ?1 AND"
				  " row = ?2 AND uniqueid = ?3"),
		  p, true);
	int got;

	if (!q)
		return -1;
	sql_query_set_text(q, 3, uniqueid);
	got = sql_query_step(q);
	sql_query_free(q);
	return got;
}
