/* matches - what an id, or the beginning of one, can mean. */

#include "entity_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "escape.h"

/* Behind every id that begins so: no UTF-8 has such a byte. */
#define LAST "\xff"

static void
add(struct matches *m, enum about about, struct query *q)
{
	struct match *one;

	m->at = reallocarray(m->at, m->count + 1, sizeof *m->at);
	if (!m->at)
		die(EXIT_AGAIN, "a match:");
	one = &m->at[m->count++];
	*one = (struct match){ .about = about, .row = query_number(q, 0) };
	one->id = strdup(query_text(q, 1));
	if (!one->id)
		die(EXIT_AGAIN, "an id:");
}

/* Those of one kind from `from` on, in front of `to`. */
static int
find_between(struct matches *m, struct sql *db, enum about about,
	     const char *from, const char *to, size_t most)
{
	struct query *q = sql_prepare(
	    db, "SELECT row, id FROM %s WHERE id >= ?1 AND id < ?2 ORDER BY id",
	    about_names[about]);
	int step = 0;

	if (!q)
		return -1;
	query_set_text(q, 1, from);
	query_set_text(q, 2, to);
	while (m->count < most && (step = query_step(q)) == 1)
		add(m, about, q);
	query_free(q);
	return step < 0 ? -1 : 0;
}

static int
find_exact(struct matches *m, struct sql *db, enum about about, const char *id)
{
	struct query *q = sql_prepare(
	    db, "SELECT row, id FROM %s WHERE id = ?1", about_names[about]);
	int step;

	if (!q)
		return -1;
	query_set_text(q, 1, id);
	while ((step = query_step(q)) == 1)
		add(m, about, q);
	query_free(q);
	return step < 0 ? -1 : 0;
}

/* The first node whose name comes behind this one, or NULL. */
static char *
next_node(struct sql *db, const char *node)
{
	struct buffer behind = { 0 };
	struct query *q = sql_prepare(
	    db, "SELECT id FROM connection WHERE id >= ?1 ORDER BY id LIMIT 1");
	char *found = NULL;

	if (!q)
		return NULL;
	/* A blank parts node and session, and this comes behind it. */
	query_set_text(q, 1, node ? buffer_join(&behind, node, "!", "") : "");
	if (query_step(q) == 1) {
		const char *id = query_text(q, 0);

		found = strndup(id, strcspn(id, " "));
		if (!found)
			die(EXIT_AGAIN, "a node:");
	}
	query_free(q);
	buffer_free(&behind);
	return found;
}

/* A connection by its sessionId: there are few nodes to try it with. */
static int
find_session(struct matches *m, struct sql *db, const char *session, bool exact,
	     size_t most)
{
	struct buffer from = { 0 }, to = { 0 };
	char *node = next_node(db, NULL), *next;
	int bad = 0;

	while (node && !bad && m->count < most) {
		buffer_join(&from, node, " ", session);
		bad = exact ? find_exact(m, db, CONNECTION, from.at)
			    : find_between(m, db, CONNECTION, from.at,
					   buffer_join(&to, from.at, LAST, ""),
					   most);
		next = next_node(db, node);
		free(node);
		node = next;
	}
	free(node);
	buffer_free(&from);
	buffer_free(&to);
	return bad;
}

/* A registration is told with its connection, whose id it has. */
static const enum about kinds[] = { CONNECTION, CALL, MESSAGE, STREAM };

#define KINDS (sizeof kinds / sizeof *kinds)

int
matches_find(struct matches *m, struct sql *db, const char *id, size_t most)
{
	struct buffer other = { 0 };
	int bad;
	size_t i;

	m->exact = true;
	/* A message that arrived has the id of the one sent, and " in". */
	buffer_join(&other, id, " in", "");
	bad = find_exact(m, db, MESSAGE, other.at);
	for (i = 0; i < KINDS && !bad; i++)
		bad = find_exact(m, db, kinds[i], id);
	if (!bad)
		bad = find_session(m, db, id, true, SIZE_MAX);
	if (!bad && m->count == 0 && strlen(id) >= PREFIX_MIN) {
		m->exact = false;
		buffer_join(&other, id, LAST, "");
		for (i = 0; i < KINDS && !bad; i++)
			bad = find_between(m, db, kinds[i], id, other.at, most);
		if (!bad)
			bad = find_session(m, db, id, false, most);
	}
	buffer_free(&other);
	return bad;
}

void
matches_free(struct matches *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		free(m->at[i].id);
	free(m->at);
	*m = (struct matches){ 0 };
}

void
match_add(struct buffer *line, const struct match *m, bool json)
{
	struct buffer id = { 0 };

	if (json) {
		json_add_string(&id, m->id, strlen(m->id));
		buffer_printf(
		    line, "{\"about\":\"%s\",\"id\":", about_names[m->about]);
		safe_add_json(line, id.at, id.len);
		buffer_str(line, "}");
	} else {
		buffer_printf(line, "%-12s  ", about_names[m->about]);
		safe_add(line, m->id);
	}
	buffer_str(line, "\n");
	buffer_free(&id);
}
