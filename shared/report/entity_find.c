/* entity_find - finds entities by an id or its beginning. */

#include "entity_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "base/str.h"
#include "escape.h"
#include "index/reused_id.h"

/* Sorts after every id that begins so: UTF-8 has no such byte. */
#define AFTER_ANY_ID "\xff"

static void
add(struct entity_matches *m, enum entity_kind kind, struct sql_query *q)
{
	struct entity_match *match;

	m->at = reallocarray(m->at, m->count + 1, sizeof *m->at);
	if (!m->at)
		die(EXIT_TEMPORARY, "cannot keep %zu matches:", m->count + 1);
	match = &m->at[m->count++];
	*match = (struct entity_match){
		.kind = kind,
		.row = sql_query_number(q, 0),
		.id = str_dup(sql_query_text(q, 1)),
	};
}

/* Adds those of a kind whose ids are `from` or later, and before `to`. */
static int
find_between(struct entity_matches *m, struct sql *db, enum entity_kind kind,
	     const char *from, const char *to, size_t max)
{
	struct sql_query *q = sql_prepare(db,
					  "SELECT row, " REUSED_ID_NAME_SQL
					  " FROM %s WHERE id >= ?1"
					  " AND id < ?2 ORDER BY id, instance",
					  entity_kind_names[kind]);
	int step = 0;

	if (!q)
		return -1;
	sql_query_set_text(q, 1, from);
	sql_query_set_text(q, 2, to);
	while (m->count < max && (step = sql_query_step(q)) == 1)
		add(m, kind, q);
	sql_query_free(q);
	return step < 0 ? -1 : 0;
}

/* All with that id; or, if `instance` is not 0, that one of them. */
static int
find_exact(struct entity_matches *m, struct sql *db, enum entity_kind kind,
	   const char *id, size_t id_len, int64_t instance)
{
	struct sql_query *q =
	    sql_prepare(db,
			"SELECT row, " REUSED_ID_NAME_SQL " FROM %s"
			" WHERE id = ?1 AND ?2 IN (0, instance)"
			" ORDER BY instance",
			entity_kind_names[kind]);
	int step;

	if (!q)
		return -1;
	sql_query_set_text_len(q, 1, id, id_len);
	sql_query_set_number(q, 2, instance);
	while ((step = sql_query_step(q)) == 1)
		add(m, kind, q);
	sql_query_free(q);
	return step < 0 ? -1 : 0;
}

/* The first node whose name sorts after this one; ours to free, or NULL. */
static char *
next_node(struct sql *db, const char *node)
{
	struct buffer text = { 0 };
	struct sql_query *q = sql_prepare(
	    db, "SELECT id FROM connection WHERE id >= ?1 ORDER BY id LIMIT 1");
	char *found = NULL;

	if (!q)
		return NULL;
	/* A blank separates node and session; "!" sorts after the blank. */
	sql_query_set_text(q, 1, node ? buffer_join(&text, node, "!", "") : "");
	if (sql_query_step(q) == 1) {
		const char *id = sql_query_text(q, 0);

		found = str_dup_len(id, strcspn(id, " "));
	}
	sql_query_free(q);
	buffer_free(&text);
	return found;
}

/* Finds connections by sessionId, with each of the few nodes. */
static int
find_session(struct entity_matches *m, struct sql *db, const char *session,
	     bool exact, size_t max)
{
	struct buffer from = { 0 }, to = { 0 };
	char *node = next_node(db, NULL), *next;
	int bad = 0;

	while (node && !bad && m->count < max) {
		buffer_join(&from, node, " ", session);
		bad = exact ? find_exact(m, db, ENTITY_CONNECTION, from.at,
					 strlen(from.at), 0)
			    : find_between(
				  m, db, ENTITY_CONNECTION, from.at,
				  buffer_join(&to, from.at, AFTER_ANY_ID, ""),
				  max);
		next = next_node(db, node);
		free(node);
		node = next;
	}
	free(node);
	buffer_free(&from);
	buffer_free(&to);
	return bad;
}

/* A registration has the id of its connection and is printed with it. */
static const enum entity_kind kinds[] = { ENTITY_CONNECTION, ENTITY_CALL,
					  ENTITY_MESSAGE, ENTITY_STREAM };

#define KINDS (sizeof kinds / sizeof *kinds)

int
entity_find(struct entity_matches *m, struct sql *db, const char *id,
	    size_t max)
{
	struct buffer text = { 0 };
	size_t i, id_len;
	int64_t instance;
	int bad;

	m->exact = true;
	/* An incoming message has the id of the outgoing one, and " in". */
	buffer_join(&text, id, " in", "");
	bad = find_exact(m, db, ENTITY_MESSAGE, text.at, strlen(text.at), 0);
	for (i = 0; i < KINDS && !bad; i++)
		bad = find_exact(m, db, kinds[i], id, strlen(id), 0);
	instance = m->count == 0 ? reused_id_instance(id, &id_len) : 0;
	for (i = 0; i < KINDS && !bad && instance > 0; i++)
		bad = find_exact(m, db, kinds[i], id, id_len, instance);
	if (!bad)
		bad = find_session(m, db, id, true, SIZE_MAX);
	if (!bad && m->count == 0 && strlen(id) >= ENTITY_PREFIX_MIN) {
		m->exact = false;
		buffer_join(&text, id, AFTER_ANY_ID, "");
		for (i = 0; i < KINDS && !bad; i++)
			bad = find_between(m, db, kinds[i], id, text.at, max);
		if (!bad)
			bad = find_session(m, db, id, false, max);
	}
	buffer_free(&text);
	return bad;
}

void
entity_find_free(struct entity_matches *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		free(m->at[i].id);
	free(m->at);
	*m = (struct entity_matches){ 0 };
}

void
entity_find_add_line(struct buffer *line, const struct entity_match *m,
		     bool json)
{
	struct buffer id = { 0 };

	if (json) {
		json_write_string(&id, m->id, strlen(m->id));
		buffer_printf(line, "{\"about\":\"%s\",\"id\":",
			      entity_kind_names[m->kind]);
		escape_add_json(line, id.at, id.len);
		buffer_str(line, "}");
	} else {
		buffer_printf(line, "%-12s  ", entity_kind_names[m->kind]);
		escape_add(line, m->id);
	}
	buffer_str(line, "\n");
	buffer_free(&id);
}
