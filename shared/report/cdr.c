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

timestamp
cdr_page_end(struct sql *db, timestamp since, uint64_t n)
{
	struct sql_query *q = between(
	    sql_prepare(db, "SELECT recorded " WANTED
			    " ORDER BY recorded, row LIMIT 1 OFFSET ?3"),
	    since, INT64_MAX);
	timestamp end = -1;
	int got;

	if (!q)
		return -1;
	sql_query_set_number(q, 3, (int64_t)n);
	got = sql_query_step(q);
	if (got == 1)
		end = sql_query_number(q, 0);
	else if (got == 0)
		end = INT64_MAX;
	sql_query_free(q);
	return end;
}
