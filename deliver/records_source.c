/* records_source - the call records that come after a position. */

#include "records_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/str.h"
#include "index/records_cursor.h"
#include "report/cdr.h"
#include "report/row_format.h"

/* So many more records are looked at than may be added, as some are not. */
#define LOOK_AHEAD 15

/* The numbers of cdr_columns, which is an interface. */
enum { UNIQUEID = 11, NODE = 19, SESSION, APP, REVISION = 23, RECORDED, ROW };

struct collecting {
	const struct delivery_conf *conf; /* NULL: the record `wanted` */
	const char *destination;
	const char *wanted; /* its id */
	struct batch *batch;
	size_t max;
	bool full;
	struct cdr_place last; /* that was looked at; a row of -1: none was */
	char last_id[DELIVERY_POSITION_ID_SIZE];
	struct buffer json;
	struct json_scan scan;
};

int
records_source_begin(struct index *ix, struct delivery_position *p,
		     bool from_beginning, struct error *e)
{
	timestamp last;

	p->within_row = INT64_MAX;
	if (records_cursor(ix, p->records, &last))
		return error_set(e, "%s", index_error(ix));
	if (from_beginning)
		snprintf(strchr(p->records, '.'), 3, ".0");
	return 0;
}

/* The other names of three columns, in place of the closing brace. */
static void
add_aliases(struct buffer *json, struct sql_query *q)
{
	static const struct {
		const char *name;
		int column;
	} aliases[] = {
		{ "appKey", APP },
		{ "nodeId", NODE },
		{ "sessionId", SESSION },
	};
	size_t i;

	json->len--;
	for (i = 0; i < sizeof aliases / sizeof *aliases; i++) {
		buffer_str(json, ",\"");
		buffer_str(json, aliases[i].name);
		buffer_str(json, "\":");
		cell_format_json(json, q, aliases[i].column,
				 cdr_columns[aliases[i].column].kind);
	}
	buffer_byte(json, '}');
}

/* Does a line choose it?  c->json is the record, and stays so. */
static bool
is_chosen(struct collecting *c, struct sql_query *q)
{
	const size_t len = c->json.len;
	bool scanned = false, chosen = false;
	size_t i;

	for (i = 0; i < c->conf->delivery_count && !chosen; i++) {
		const struct delivery *d = &c->conf->deliveries[i];

		if (!delivery_is_of_records(d) ||
		    strcmp(d->destination, c->destination) != 0)
			continue;
		if (d->condition_count && !scanned) {
			add_aliases(&c->json, q);
			scanned = true;
			if (json_scan(&c->scan, c->json.at, c->json.len))
				chosen = true;
		}
		chosen = chosen || !d->condition_count ||
			 delivery_matches(d, &c->scan);
	}
	c->json.len = len;
	if (scanned)
		c->json.at[len - 1] = '}';
	return chosen;
}

static void
add_record(struct sql_query *q, void *arg)
{
	struct collecting *c = arg;
	char id[MESSAGE_ID_SIZE];
	const char *uniqueid;

	c->full = c->full || batch_is_full(c->batch, c->max);
	if (c->full)
		return;
	c->last.recorded = sql_query_number(q, RECORDED);
	c->last.row = sql_query_number(q, ROW);
	uniqueid = cell_format_text(q, UNIQUEID, CELL_UNIQUEID);
	str_copy(c->last_id, sizeof c->last_id, uniqueid);
	snprintf(id, sizeof id, "cdr_%s.%" PRId64, uniqueid,
		 sql_query_number(q, REVISION));
	if (c->wanted && strcmp(id, c->wanted) != 0)
		return;
	c->json.len = 0;
	row_format_json(&c->json, q, cdr_columns, CDR_COLUMNS);
	if (c->conf && !is_chosen(c, q))
		return;
	batch_begin_message(c->batch, id, DELIVERY_CDR, c->last.recorded);
	buffer_add(&c->batch->text, c->json.at, c->json.len);
	batch_end_message(c->batch);
}

/* The rows of one page. */
static int
collect(struct index *ix, struct collecting *c, const struct cdr_place *from,
	bool *rest, struct error *e)
{
	struct sql *db = index_sql(ix);
	const uint64_t page = c->max + LOOK_AHEAD;
	struct sql_query *q = cdr_prepare_page(db, from, page);
	long n = q ? sql_query_each(q, add_record, c) : -1;

	sql_query_free(q);
	/* After the last of its time, there may be later ones. */
	*rest = n > 0;
	return n < 0 ? error_set(e, "cannot query the index: %s", sql_error(db))
		     : 0;
}

/*
 * The place after the position.  In another index rows have other numbers: the
 * records of that time come again.
 */
static int
find_place(struct index *ix, const struct delivery_position *p,
	   struct cdr_place *place, struct error *e)
{
	int is_there;

	if (records_cursor_parse(ix, p->records, &place->recorded, NULL))
		return error_set(
		    e, LEDGER_NAME
		    " of the state is another one than before; "
		    "remove the destination's .position in STATE/" DELIVERY_DIR
		    ", and it begins with what comes then");
	place->row = p->within_row;
	if (place->row == INT64_MAX)
		return 0;
	is_there = cdr_is_at(index_sql(ix), place, p->within_id);
	if (is_there < 0)
		return error_set(e, "cannot query the index: %s",
				 sql_error(index_sql(ix)));
	if (!is_there || index_inode(ix) != p->within_inode)
		place->row = -1;
	return 0;
}

static int
move_on(struct index *ix, const struct collecting *c, struct error *e)
{
	struct delivery_position *p = &c->batch->after;
	const int more = cdr_has_more_of(index_sql(ix), &c->last);

	if (more < 0)
		return error_set(e, "cannot query the index: %s",
				 sql_error(index_sql(ix)));
	snprintf(strchr(p->records, '.'), 21, ".%" PRId64, c->last.recorded);
	p->within_row = more ? c->last.row : INT64_MAX;
	p->within_inode = index_inode(ix);
	str_copy(p->within_id, sizeof p->within_id, c->last_id);
	c->batch->moved = true;
	return 0;
}

int
records_source_collect(struct index *ix, const struct delivery_conf *conf,
		       const char *destination, struct batch *b, size_t max,
		       bool *rest, struct error *e)
{
	struct collecting c = {
		.conf = conf,
		.destination = destination,
		.batch = b,
		.max = max,
		.last.row = -1,
	};
	struct cdr_place place;
	int bad;

	*rest = false;
	/* All queries see the same index. */
	if (index_begin_read(ix))
		return error_set(e, "%s", index_error(ix));
	bad = find_place(ix, &b->after, &place, e) ||
	      collect(ix, &c, &place, rest, e) ||
	      (c.last.row >= 0 && move_on(ix, &c, e));
	index_rollback(ix);
	buffer_free(&c.json);
	json_scan_free(&c.scan);
	return bad ? -1 : 0;
}

int
records_source_find(struct index *ix, const struct dead_letter *l,
		    struct batch *b, struct error *e)
{
	struct collecting c = { .wanted = l->id, .batch = b, .max = 1 };
	const struct cdr_place place = { .recorded = l->when, .row = -1 };
	struct sql_query *q =
	    cdr_prepare_page(index_sql(ix), &place, INT64_MAX);
	long n = q ? sql_query_each(q, add_record, &c) : -1;

	sql_query_free(q);
	buffer_free(&c.json);
	if (n < 0)
		return error_set(e, "cannot query the index: %s",
				 sql_error(index_sql(ix)));
	return b->count > 0;
}
