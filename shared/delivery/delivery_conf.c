/* delivery_conf - deliver.conf. */

#include "delivery_conf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/read_file.h"
#include "base/str.h"
#include "base/text_encoding.h"
#include "rules/rule_lines.h"

/* The state of one delivery_conf_read(). */
struct reading {
	struct delivery_conf *conf;
	char *dir;
	delivery_conf_report_fn *report;
	void *arg;
	unsigned line;
	bool failed;
};

static void
report(struct reading *r, unsigned column, const char *message)
{
	r->failed = true;
	if (r->report)
		r->report(r->arg, r->line, column, message);
}

const struct destination *
delivery_conf_find(const struct delivery_conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->destination_count; i++)
		if (strcmp(c->destinations[i].name, name) == 0)
			return &c->destinations[i];
	return NULL;
}

static int
read_destination(struct reading *r, struct rule_cursor *cursor)
{
	struct delivery_conf *c = r->conf;
	const struct rule_word *name = cursor->next;
	struct destination d;

	if (destination_parse(&d, cursor, r->dir)) {
		destination_free(&d);
		return -1;
	}
	d.line = r->line;
	if (delivery_conf_find(c, d.name) ||
	    c->destination_count == DELIVERY_CONF_DESTINATIONS_MAX) {
		rule_cursor_fail(cursor, name,
				 delivery_conf_find(c, d.name)
				     ? "there is a destination \"%s\" above"
				     : "\"%s\" is one destination too many",
				 d.name);
		destination_free(&d);
		return -1;
	}
	c->destinations =
	    rule_cursor_grow(c->destinations, &c->destination_count, sizeof d);
	c->destinations[c->destination_count - 1] = d;
	return 0;
}

/* Has it the columns of call records? */
static bool
has_columns(const struct destination *d)
{
	return d->kind == DESTINATION_CSV || destination_is_database(d);
}

static int
read_delivery(struct reading *r, struct rule_cursor *cursor)
{
	struct delivery_conf *c = r->conf;
	struct delivery d;
	struct error why;
	int bad = delivery_parse(&d, cursor);

	d.line = r->line;
	if (!bad && !delivery_conf_find(c, d.destination))
		bad = rule_cursor_fail(cursor, NULL,
				       "no line above has \"destination %s\"",
				       d.destination);
	if (!bad && !delivery_is_of_records(&d) &&
	    has_columns(delivery_conf_find(c, d.destination)))
		bad = rule_cursor_fail(
		    cursor, NULL,
		    "%s has the columns of call records; hooks go to a "
		    "destination of the kind json or http",
		    d.destination);
	if (!bad && delivery_load(&d, r->dir, &why))
		bad = rule_cursor_fail(cursor, NULL, "%s", why.text);
	if (bad) {
		delivery_free(&d);
		return -1;
	}
	c->deliveries =
	    rule_cursor_grow(c->deliveries, &c->delivery_count, sizeof d);
	c->deliveries[c->delivery_count - 1] = d;
	return 0;
}

static void
read_line(struct reading *r, struct rule_words *words, const char *line,
	  size_t len)
{
	struct error why = { 0 };
	unsigned column = 0;
	struct rule_cursor cursor = {
		.groups = -1,
		.error = &why,
		.column = &column,
	};
	int bad = rule_lexer_split(words, line, len, &why, &column);

	if (!bad && words->count == 0)
		return;
	if (!bad) {
		cursor.next = words->at;
		cursor.end = words->at + words->count;
		if (rule_cursor_accept(&cursor, "destination"))
			bad = read_destination(r, &cursor);
		else if (rule_cursor_accept(&cursor, "deliver"))
			bad = read_delivery(r, &cursor);
		else
			bad = rule_cursor_fail(
			    &cursor, cursor.next,
			    "\"%s\" begins no line; a line begins with "
			    "destination or deliver",
			    rule_cursor_escape(cursor.next));
	}
	if (bad)
		report(r, column, why.text);
}

static void
read_lines(struct reading *r, const struct buffer *text)
{
	struct rule_words words = { 0 };
	struct rule_lines lines;
	const char *line;
	size_t len;

	rule_lines_begin(&lines, text->at, text->len);
	while (rule_lines_next(&lines, &line, &len)) {
		r->line = lines.number;
		read_line(r, &words, line, len);
	}
	rule_lexer_free(&words);
}

int
delivery_conf_read(struct delivery_conf *c, const char *path,
		   delivery_conf_report_fn *report_error, void *arg)
{
	const char *slash = strrchr(path, '/');
	struct reading r = {
		.conf = c,
		.dir = slash ? str_dup_len(path, (size_t)(slash - path))
			     : str_dup("."),
		.report = report_error,
		.arg = arg,
	};
	struct buffer text = { 0 };
	struct error why;
	struct stat st;

	*c = (struct delivery_conf){ 0 };
	if (read_file(path, DELIVERY_CONF_MAX, &text, &st, &why))
		report(&r, 0, why.text);
	else
		read_lines(&r, &text);
	buffer_free(&text);
	free(r.dir);
	return r.failed ? -1 : 0;
}

void
delivery_conf_free(struct delivery_conf *c)
{
	size_t i;

	for (i = 0; i < c->destination_count; i++)
		destination_free(&c->destinations[i]);
	for (i = 0; i < c->delivery_count; i++)
		delivery_free(&c->deliveries[i]);
	free(c->destinations);
	free(c->deliveries);
	*c = (struct delivery_conf){ 0 };
}
