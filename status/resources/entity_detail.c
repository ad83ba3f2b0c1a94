/* entity_detail - an entity with all of its steps. */

#include "entity_detail.h"

#include <string.h>

#include "base/json_write.h"
#include "base/sql.h"
#include "index/reused_id.h"
#include "report/entity_columns.h"
#include "report/entity_history.h"
#include "report/row_format.h"

/* More entities have the same id only if somebody made them so. */
#define MATCHES_MAX 20

static void
add_text(struct buffer *out, const char *name, const char *text)
{
	buffer_printf(out, ",\"%s\":", name);
	if (text && text[0])
		json_write_string(out, text, strlen(text));
	else
		buffer_str(out, "null");
}

static void
add_steps(struct buffer *out, const struct entity_history *all)
{
	char time[TIMESTAMP_SIZE];
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct history_step *step = &all->at[i];

		timestamp_format(time, sizeof time, step->time);
		buffer_printf(out, "%s\n{\"time\":\"%s\",\"http\":%d",
			      i ? "," : "", time, step->http_status);
		add_text(out, "hook", step->hook);
		add_text(out, "status", step->status);
		add_text(out, "info", step->info);
		buffer_str(out, "}");
	}
}

/* The steps of its registration belong to a connection, too. */
static int
add_registration(struct sql *db, struct entity_history *steps, int64_t row)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT history FROM registration WHERE connection = ?1");
	int step;

	if (!q)
		return -1;
	sql_query_set_number(q, 1, row);
	step = sql_query_step(q);
	if (step == 1)
		entity_history_add(steps, sql_query_text(q, 0));
	sql_query_free(q);
	return step < 0 ? -1 : 0;
}

static int
add_rows(struct api_response *r, struct sql *db, struct sql_query *q,
	 enum entity_kind kind)
{
	struct buffer *out = &r->body;
	int step, count = 0, bad = 0;

	buffer_str(out, "{\"rows\":[");
	while (!bad && (step = sql_query_step(q)) == 1) {
		struct entity_history steps = { 0 };

		buffer_str(out, count++ ? ",\n" : "\n");
		row_format_json(out, q, entity_columns(kind), ENTITY_COLUMNS);
		/* The object has more members. */
		out->len--;
		entity_history_add(&steps, sql_query_text(q, ENTITY_COLUMNS));
		if (kind == ENTITY_CONNECTION)
			bad = add_registration(
			    db, &steps,
			    sql_query_number(q, ENTITY_COLUMNS + 1));
		buffer_str(out, ",\"history\":[");
		add_steps(out, &steps);
		buffer_str(out, "]}");
		entity_history_free(&steps);
	}
	buffer_str(out, "]}\n");
	return bad || step < 0 ? -1 : count;
}

void
entity_detail_answer(struct api *a, const struct url_query *q,
		     struct api_response *r, enum entity_kind kind)
{
	struct sql *db = index_sql(a->index);
	struct sql_query *rows = sql_prepare(
	    db,
	    "SELECT %s, history, row FROM %s AS e WHERE id = ?1 OR (?3 > 0"
	    " AND id = ?2 AND instance = ?3) ORDER BY first DESC, row DESC "
	    "LIMIT %d",
	    entity_columns_select(kind), entity_kind_names[kind], MATCHES_MAX);
	int count = -1;

	if (rows) {
		size_t id_len = 0;
		int64_t instance = reused_id_instance(q->id, &id_len);

		sql_query_set_text(rows, 1, q->id);
		sql_query_set_text_len(rows, 2, q->id, id_len);
		sql_query_set_number(rows, 3, instance);
		count = add_rows(r, db, rows, kind);
	}
	sql_query_free(rows);
	if (count < 0)
		api_refuse_index(r, a);
	else if (count == 0)
		api_refuse(r, 404, "there is no %s with this id",
			   entity_kind_names[kind]);
}
