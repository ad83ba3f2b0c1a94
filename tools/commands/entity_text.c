/* entity_text - prints what the index has of an entity, with its history. */

#include "entity_text.h"

#include <stdio.h>
#include <string.h>

#include "cli/list_command.h"
#include "report/entity_history.h"

/*
 * Printed in this order; for a person, unknown values are left out.  What a
 * call record has too is called as there (report/cdr.c).
 */
static const struct fact {
	const char *name;
	const char *select;
	enum { FACT_TEXT, FACT_FLAG, FACT_TIMESTAMP, FACT_DURATION } kind;
} facts[] = {
	{ "status", ENTITY_STATUS_SQL, FACT_TEXT },
	{ "live", "live", FACT_FLAG },
	{ "app", "app", FACT_TEXT },
	{ "src", "src", FACT_TEXT },
	{ "dst", "dst", FACT_TEXT },
	{ "clid", "clid", FACT_TEXT },
	{ "direction", "direction", FACT_TEXT },
	{ "info", "info", FACT_TEXT },
	{ "rule", "rule", FACT_TEXT },
	{ "transferred_by", "transferred_by", FACT_TEXT },
	{ "transferred_to", "transferred_to", FACT_TEXT },
	{ "transfer", "transfer", FACT_TEXT },
	{ "first", "first", FACT_TIMESTAMP },
	{ "start", "begin", FACT_TIMESTAMP },
	{ "answer", "answer", FACT_TIMESTAMP },
	{ "end", "CASE WHEN NOT live THEN stop END", FACT_TIMESTAMP },
	{ "cut", "cut", FACT_TIMESTAMP },
	{ "over", ENTITY_OVER_SINCE_SQL, FACT_TIMESTAMP },
	{ "last", "last", FACT_TIMESTAMP },
	{ "duration", "CASE WHEN NOT live THEN stop - begin END",
	  FACT_DURATION },
	{ "billsec", "CASE WHEN NOT live THEN billsec END", FACT_DURATION },
	{ "disposition", "CASE WHEN NOT live THEN disposition END", FACT_TEXT },
	{ "hangup", "hangup", FACT_TEXT },
};

#define FACT_COUNT (sizeof facts / sizeof *facts)

/*
 * A message is never live; only calls and messages have a direction, and only
 * calls are transferred and have call records.
 */
static const char *
select_of(const struct fact *f, enum entity_kind kind)
{
	if (kind == ENTITY_MESSAGE && strcmp(f->name, "status") == 0)
		return MESSAGE_STATUS_SQL;
	if (kind != ENTITY_MESSAGE && kind != ENTITY_CALL &&
	    strcmp(f->name, "direction") == 0)
		return "NULL";
	if (kind != ENTITY_CALL && (strncmp(f->name, "transfer", 8) == 0 ||
				    strcmp(f->name, "billsec") == 0 ||
				    strcmp(f->name, "disposition") == 0 ||
				    strcmp(f->name, "hangup") == 0))
		return "NULL";
	return f->select;
}

static struct sql_query *
select_entity(struct sql *db, const struct entity_match *m)
{
	struct buffer text = { 0 };
	struct sql_query *q;
	size_t i;

	buffer_str(&text, "SELECT history");
	for (i = 0; i < FACT_COUNT; i++)
		buffer_printf(&text, ", %s", select_of(&facts[i], m->kind));
	buffer_printf(&text, " FROM %s WHERE row = ?",
		      entity_kind_names[m->kind]);
	buffer_add(&text, "", 1);
	q = sql_prepare(db, "%s", text.at);
	buffer_free(&text);
	if (q)
		sql_query_set_number(q, 1, m->row);
	return q;
}

static void
print_facts(struct key_values *s, struct sql_query *q)
{
	size_t i;

	for (i = 0; i < FACT_COUNT; i++) {
		int column = (int)i + 1;
		int64_t n = TIMESTAMP_NONE;

		sql_query_get_number(q, column, &n);
		switch (facts[i].kind) {
		case FACT_TEXT:
			key_values_text(s, facts[i].name,
					sql_query_text(q, column));
			break;
		case FACT_FLAG:
			key_values_flag(s, facts[i].name, n != 0);
			break;
		case FACT_TIMESTAMP:
			key_values_timestamp(s, facts[i].name, n);
			break;
		case FACT_DURATION:
			key_values_duration(s, facts[i].name, n);
			break;
		}
	}
}

/* Prints the connection's registration, and adds its steps to `steps`. */
static int
print_registration(struct sql *db, const struct entity_match *m,
		   struct key_values *s, struct entity_history *steps)
{
	struct sql_query *q =
	    sql_prepare(db, "SELECT status, since, history FROM registration"
			    " WHERE connection = ?");
	timestamp since = TIMESTAMP_NONE;
	int step;

	if (!q)
		return -1;
	sql_query_set_number(q, 1, m->row);
	step = sql_query_step(q);
	if (step == 1) {
		key_values_text(s, "registration", sql_query_text(q, 0));
		sql_query_get_number(q, 1, &since);
		key_values_timestamp(s, "registered", since);
		entity_history_add(steps, sql_query_text(q, 2));
	}
	sql_query_free(q);
	return step < 0 ? -1 : 0;
}

/* Prints how many calls, messages and streams the connection has had. */
static int
print_contents(struct sql *db, const struct entity_match *m,
	       struct key_values *s)
{
	static const struct {
		enum entity_kind kind;
		const char *name, *name_live;
	} kinds[] = {
		{ ENTITY_CALL, "calls", "calls_live" },
		{ ENTITY_MESSAGE, "messages", NULL },
		{ ENTITY_STREAM, "streams", "streams_live" },
	};
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct sql_query *q = sql_prepare(
		    db,
		    "SELECT count(*), coalesce(sum(live), 0) FROM %s"
		    " WHERE connection = ?",
		    entity_kind_names[kinds[i].kind]);

		if (!q)
			return -1;
		sql_query_set_number(q, 1, m->row);
		if (sql_query_step(q) == 1) {
			key_values_number(s, kinds[i].name,
					  sql_query_number(q, 0));
			if (kinds[i].name_live)
				key_values_number(s, kinds[i].name_live,
						  sql_query_number(q, 1));
		}
		sql_query_free(q);
	}
	return 0;
}

static int
print_connection(struct sql *db, const struct entity_match *m,
		 struct key_values *s)
{
	struct sql_query *q =
	    sql_prepare(db,
			"SELECT id FROM connection WHERE row ="
			" (SELECT connection FROM %s WHERE row = ?)",
			entity_kind_names[m->kind]);

	if (!q)
		return -1;
	sql_query_set_number(q, 1, m->row);
	if (sql_query_step(q) == 1)
		key_values_text(s, "connection", sql_query_text(q, 0));
	sql_query_free(q);
	return 0;
}

int
entity_text_print(struct sql *db, const struct entity_match *m, bool json)
{
	struct sql_query *q = select_entity(db, m);
	struct entity_history steps = { 0 };
	struct key_values s;
	int bad;

	if (!q || sql_query_step(q) != 1) {
		sql_query_free(q);
		return -1;
	}
	key_values_begin(&s, json);
	key_values_text(&s, "about", entity_kind_names[m->kind]);
	key_values_text(&s, m->kind == ENTITY_CALL ? "callid" : "id", m->id);
	print_facts(&s, q);
	entity_history_add(&steps, sql_query_text(q, 0));
	sql_query_free(q);
	if (m->kind == ENTITY_CONNECTION)
		bad = print_registration(db, m, &s, &steps) ||
		      print_contents(db, m, &s);
	else
		bad = print_connection(db, m, &s);
	entity_history_print(&steps, &s);
	key_values_end(&s);
	if (!json)
		putchar('\n');
	entity_history_free(&steps);
	return bad ? -1 : 0;
}
