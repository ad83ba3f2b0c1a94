/* story - what is known of one entity, and every step it took. */

#include "entity_text.h"

#include <stdio.h>
#include <string.h>

#include "cli/list_command.h"
#include "report/entity_history.h"

/* What there is to say, in this order; what is unknown is left out. */
static const struct fact {
	const char *name;
	const char *select;
	enum { TEXT, FLAG, MOMENT, SPAN } kind;
} facts[] = {
	{ "status", LIST_STATUS, TEXT },
	{ "live", "live", FLAG },
	{ "app", "app", TEXT },
	{ "src", "src", TEXT },
	{ "dst", "dst", TEXT },
	{ "clid", "clid", TEXT },
	{ "direction", "direction", TEXT },
	{ "info", "info", TEXT },
	{ "rule", "rule", TEXT },
	{ "first", "first", MOMENT },
	{ "begun", "begun", MOMENT },
	{ "answered", "answered", MOMENT },
	{ "ended", "ended", MOMENT },
	{ "cut", "cut", MOMENT },
	{ "last", "last", MOMENT },
	{ "talked", "coalesce(ended, cut) - answered", SPAN },
};

#define FACTS (sizeof facts / sizeof *facts)

/* A message is not live; who connects and what is streamed has no direction. */
static const char *
select_of(const struct fact *f, enum about about)
{
	if (about == MESSAGE && strcmp(f->name, "status") == 0)
		return LIST_STATUS_OF_MESSAGE;
	if (about != MESSAGE && about != CALL &&
	    strcmp(f->name, "direction") == 0)
		return "NULL";
	return f->select;
}

static struct query *
ask(struct sql *db, const struct match *m)
{
	struct buffer text = { 0 };
	struct query *q;
	size_t i;

	buffer_str(&text, "SELECT history");
	for (i = 0; i < FACTS; i++)
		buffer_printf(&text, ", %s", select_of(&facts[i], m->about));
	buffer_printf(&text, " FROM %s WHERE row = ?", about_names[m->about]);
	buffer_add(&text, "", 1);
	q = sql_prepare(db, "%s", text.at);
	buffer_free(&text);
	if (q)
		query_set(q, 1, m->row);
	return q;
}

static void
say_facts(struct sheet *s, struct query *q)
{
	size_t i;

	for (i = 0; i < FACTS; i++) {
		int column = (int)i + 1;
		int64_t n = NEVER;

		query_get(q, column, &n);
		switch (facts[i].kind) {
		case TEXT:
			sheet_text(s, facts[i].name, query_text(q, column));
			break;
		case FLAG:
			sheet_flag(s, facts[i].name, n != 0);
			break;
		case MOMENT:
			sheet_moment(s, facts[i].name, n);
			break;
		case SPAN:
			sheet_span(s, facts[i].name, n);
			break;
		}
	}
}

/* The registration of a connection has its id; what was told of it follows. */
static int
say_registration(struct sql *db, const struct match *m, struct sheet *s,
		 struct steps *steps)
{
	struct query *q =
	    sql_prepare(db, "SELECT status, since, history FROM registration"
			    " WHERE connection = ?");
	moment since = NEVER;
	int step;

	if (!q)
		return -1;
	query_set(q, 1, m->row);
	step = query_step(q);
	if (step == 1) {
		sheet_text(s, "registration", query_text(q, 0));
		query_get(q, 1, &since);
		sheet_moment(s, "registered", since);
		steps_add(steps, query_text(q, 2));
	}
	query_free(q);
	return step < 0 ? -1 : 0;
}

/* How much it carried. */
static int
say_carried(struct sql *db, const struct match *m, struct sheet *s)
{
	static const struct {
		enum about about;
		const char *name, *name_live;
	} kinds[] = {
		{ CALL, "calls", "calls_live" },
		{ MESSAGE, "messages", NULL },
		{ STREAM, "streams", "streams_live" },
	};
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct query *q = sql_prepare(
		    db,
		    "SELECT count(*), coalesce(sum(live), 0) FROM %s"
		    " WHERE connection = ?",
		    about_names[kinds[i].about]);

		if (!q)
			return -1;
		query_set(q, 1, m->row);
		if (query_step(q) == 1) {
			sheet_number(s, kinds[i].name, query_number(q, 0));
			if (kinds[i].name_live)
				sheet_number(s, kinds[i].name_live,
					     query_number(q, 1));
		}
		query_free(q);
	}
	return 0;
}

/* The connection that something else belongs to. */
static int
say_connection(struct sql *db, const struct match *m, struct sheet *s)
{
	struct query *q =
	    sql_prepare(db,
			"SELECT id FROM connection WHERE row ="
			" (SELECT connection FROM %s WHERE row = ?)",
			about_names[m->about]);

	if (!q)
		return -1;
	query_set(q, 1, m->row);
	if (query_step(q) == 1)
		sheet_text(s, "connection", query_text(q, 0));
	query_free(q);
	return 0;
}

int
story_print(struct sql *db, const struct match *m, bool json)
{
	struct query *q = ask(db, m);
	struct steps steps = { 0 };
	struct sheet s;
	int bad;

	if (!q || query_step(q) != 1) {
		query_free(q);
		return -1;
	}
	sheet_begin(&s, json);
	sheet_text(&s, "about", about_names[m->about]);
	sheet_text(&s, "id", m->id);
	say_facts(&s, q);
	steps_add(&steps, query_text(q, 0));
	query_free(q);
	if (m->about == CONNECTION)
		bad = say_registration(db, m, &s, &steps) ||
		      say_carried(db, m, &s);
	else
		bad = say_connection(db, m, &s);
	steps_say(&steps, &s);
	sheet_end(&s);
	if (!json)
		putchar('\n');
	steps_free(&steps);
	return bad ? -1 : 0;
}
