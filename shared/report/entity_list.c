/* entity_list - lists entities of a kind, the newest first, with filters. */

#include "entity_list.h"

#include "base/buffer.h"

/* An app with fewer rows is a better filter than a user. */
#define FEW_ROWS 1000

/* Adds a walk along an SQLite index whose first column is `condition`. */
static void
add_walk(struct buffer *sql, const struct entity_list_query *n,
	 const char *index, const char *condition, int live)
{
	buffer_printf(sql, "%s SELECT %s, row AS r, first AS f FROM %s AS e",
		      sql->len ? " UNION ALL" : "", n->select,
		      entity_kind_names[n->kind]);
	buffer_printf(sql, " INDEXED BY %s_%s WHERE %s",
		      entity_kind_names[n->kind], index, condition);
	if (live >= 0)
		buffer_printf(sql, " AND live = %d", live);
	buffer_str(sql, " AND first >= ?1 AND first < ?2"
			" AND (first, row) < (?3, ?4)");
	if (n->app)
		buffer_str(sql, " AND app = ?6");
}

static bool
has_few(struct sql *db, const struct entity_list_query *n)
{
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT count(*) < %d FROM (SELECT 1 FROM %s INDEXED BY %s_app"
	    " WHERE app = ?1 LIMIT %d)",
	    FEW_ROWS, entity_kind_names[n->kind], entity_kind_names[n->kind],
	    FEW_ROWS);
	bool few = false;

	if (!q)
		return false;
	sql_query_set_text(q, 1, n->app);
	few = sql_query_step(q) == 1 && sql_query_number(q, 0);
	sql_query_free(q);
	return few;
}

/* The src of a stream is its name; its user is that of the connection. */
#define BY_USER "connection IN (SELECT row FROM connection WHERE src = ?5)"

static void
add_walks(struct buffer *sql, const struct entity_list_query *n, bool few,
	  int live)
{
	if (n->user && few) {
		add_walk(sql, n, "app",
			 n->kind == ENTITY_STREAM
			     ? "(src = ?5 OR dst = ?5 OR " BY_USER ")"
			     : "(src = ?5 OR dst = ?5 OR transferred_to = ?5)",
			 live);
	} else if (n->user) {
		if (n->kind == ENTITY_STREAM)
			add_walk(sql, n, "connection",
				 BY_USER " AND src IS NOT ?5"
					 " AND dst IS NOT ?5",
				 live);
		if (n->kind == ENTITY_CALL)
			add_walk(sql, n, "transferred_to",
				 "transferred_to = ?5 AND src IS NOT ?5"
				 " AND dst IS NOT ?5",
				 live);
		add_walk(sql, n, "src", "src = ?5", live);
		/* A user who called themselves is in the walk by src. */
		add_walk(sql, n, "dst", "dst = ?5 AND src IS NOT ?5", live);
	} else if (n->app) {
		add_walk(sql, n, "app", "app = ?6", live);
	} else {
		add_walk(sql, n, "first", "1", live);
	}
}

/* Hooks about a registration do not name the account; connect did. */
static const char by_connection[] =
    "connection IN (SELECT row FROM connection WHERE src = ?5"
    " UNION SELECT row FROM connection WHERE dst = ?5)";

struct sql_query *
entity_list_prepare(struct sql *db, const struct entity_list_query *n)
{
	bool few = n->user && n->app && has_few(db, n);
	struct buffer sql = { 0 };
	struct sql_query *q;
	int live;

	if (n->user && n->kind == ENTITY_REGISTRATION)
		add_walk(&sql, n, "connection", by_connection, n->live);
	else
		for (live = 0; live <= 1; live++)
			if (n->live < 0 || n->live == live)
				add_walks(&sql, n, few, live);
	buffer_str(&sql, " ORDER BY ");
	/* Unknown values come last. */
	if (n->order)
		buffer_printf(&sql, "%d %s NULLS LAST, ", n->order,
			      n->descending ? "DESC" : "ASC");
	buffer_str(&sql, "f DESC, r DESC LIMIT ?7");
	buffer_add(&sql, "", 1);
	q = sql_prepare(db, "%s", sql.at);
	buffer_free(&sql);
	if (!q)
		return NULL;
	sql_query_set_number(q, 1, n->since);
	sql_query_set_number(q, 2, n->until);
	sql_query_set_number(q, 3, n->cursor_first);
	sql_query_set_number(q, 4, n->cursor_row);
	if (n->user)
		sql_query_set_text(q, 5, n->user);
	if (n->app)
		sql_query_set_text(q, 6, n->app);
	sql_query_set_number(q, 7, n->limit);
	return q;
}
