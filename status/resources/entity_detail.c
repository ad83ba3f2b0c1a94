/* one - everything about one entity, with every step it took. */

#include "entity_detail.h"

#include <string.h>

#include "base/json_write.h"
#include "base/sql.h"
#include "report/entity_columns.h"
#include "report/entity_history.h"
#include "report/row_format.h"

/* More than this have no id in common but by mischief. */
#define TWINS_MAX 20

static void
add_text(struct buffer *out, const char *name, const char *text)
{
	buffer_printf(out, ",\"%s\":", name);
	if (text && text[0])
		json_add_string(out, text, strlen(text));
	else
		buffer_str(out, "null");
}

static void
add_steps(struct buffer *out, const struct steps *all)
{
	char time[MOMENT_SIZE];
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct step *one = &all->at[i];

		moment_write(time, sizeof time, one->time);
		buffer_printf(out, "%s\n{\"time\":\"%s\",\"http\":%d",
			      i ? "," : "", time, one->answered);
		add_text(out, "hook", one->hook);
		add_text(out, "status", one->status);
		add_text(out, "info", one->info);
		buffer_str(out, "}");
	}
}

/* What was told of its registration belongs to a connection, too. */
static int
add_registration(struct sql *db, struct steps *steps, int64_t row)
{
	struct query *q = sql_prepare(
	    db, "SELECT history FROM registration WHERE connection = ?1");
	int step;

	if (!q)
		return -1;
	query_set(q, 1, row);
	step = query_step(q);
	if (step == 1)
		steps_add(steps, query_text(q, 0));
	query_free(q);
	return step < 0 ? -1 : 0;
}

static int
write_all(struct report *r, struct sql *db, struct query *q, enum about about)
{
	struct buffer *out = &r->body;
	int step, count = 0, bad = 0;

	buffer_str(out, "{\"rows\":[");
	while (!bad && (step = query_step(q)) == 1) {
		struct steps steps = { 0 };

		buffer_str(out, count++ ? ",\n" : "\n");
		cells_json(out, q, entity_columns, ENTITY_COLUMNS);
		/* The object goes on. */
		out->len--;
		steps_add(&steps, query_text(q, ENTITY_COLUMNS));
		if (about == CONNECTION)
			bad = add_registration(
			    db, &steps, query_number(q, ENTITY_COLUMNS + 1));
		buffer_str(out, ",\"history\":[");
		add_steps(out, &steps);
		buffer_str(out, "]}");
		steps_free(&steps);
	}
	buffer_str(out, "]}\n");
	return bad || step < 0 ? -1 : count;
}

void
one_answer(struct api *a, const struct inquiry *q, struct report *r,
	   enum about about)
{
	struct sql *db = index_sql(a->index);
	struct query *rows =
	    sql_prepare(db,
			"SELECT %s, history, row FROM %s AS e WHERE id = ?1"
			" ORDER BY first DESC, row DESC LIMIT %d",
			entity_select(about), about_names[about], TWINS_MAX);
	int count = -1;

	if (rows) {
		query_set_text(rows, 1, q->id);
		count = write_all(r, db, rows, about);
	}
	query_free(rows);
	if (count < 0)
		report_failed(r, a);
	else if (count == 0)
		report_refuse(r, 404, "there is no %s with this id",
			      about_names[about]);
}
