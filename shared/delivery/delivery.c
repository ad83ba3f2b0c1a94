/* delivery - a line that chooses what a destination gets. */

#include "delivery.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "protocol/methods.h"
#include "rules/condition_parser.h"

static int
parse_what(struct delivery *d, struct rule_cursor *c)
{
	const struct rule_word *w;
	const struct method *m;

	if (rule_cursor_expect(c, "cdr or the HOOK", &w))
		return -1;
	if (rule_lexer_is(w, DELIVERY_CDR)) {
		d->what = str_dup(DELIVERY_CDR);
		return 0;
	}
	m = methods_find(w->at);
	if (!m || !m->name)
		return rule_cursor_fail(
		    c, w, "there is no hook \"%s\"; for call records write %s",
		    rule_cursor_escape(w), DELIVERY_CDR);
	d->what = str_dup(m->name);
	return 0;
}

static int
parse_destination(struct delivery *d, struct rule_cursor *c)
{
	const struct rule_word *w;

	if (!rule_cursor_accept(c, "to"))
		return rule_cursor_fail(c, rule_cursor_peek(c),
					"\"to NAME\" is missing; the form is "
					"%s",
					c->form);
	if (rule_cursor_expect(c, "the NAME of a destination", &w))
		return -1;
	d->destination = str_dup(w->at);
	return 0;
}

/* Facts of a proof or a session are known while a hook is answered only. */
static int
check_field(const struct condition *k, struct rule_cursor *c,
	    const struct rule_word *field)
{
	if (k->field.source == FACT_BODY)
		return 0;
	return rule_cursor_fail(
	    c, field,
	    "\"%s\" is a fact of the moment in which a hook is answered; a "
	    "delivery tests fields of the hook, or columns of the record",
	    k->field.text);
}

static int
parse_conditions(struct delivery *d, struct rule_cursor *c)
{
	if (!rule_cursor_accept(c, "if"))
		return 0;
	do {
		const struct rule_word *first = c->next;
		struct condition *k;

		d->conditions = rule_cursor_grow(
		    d->conditions, &d->condition_count, sizeof *d->conditions);
		k = &d->conditions[d->condition_count - 1];
		if (condition_parser_parse(k, c) || check_field(k, c, first))
			return -1;
	} while (rule_cursor_accept(c, "and"));
	return 0;
}

int
delivery_parse(struct delivery *d, struct rule_cursor *c)
{
	*d = (struct delivery){ 0 };
	c->form = "deliver cdr|HOOK to NAME [if COND {and COND}]";
	if (parse_what(d, c) || parse_destination(d, c) ||
	    parse_conditions(d, c))
		return -1;
	if (c->next < c->end)
		return rule_cursor_fail(
		    c, c->next, "\"%s\" is unexpected here; the form is %s",
		    rule_cursor_escape(c->next), c->form);
	return 0;
}

static int
load_condition(struct condition *k, const char *path, struct error *e)
{
	struct error why = { 0 };
	struct stat st;
	bool good = true;

	switch (k->test) {
	case CONDITION_IS:
		good = rule_value_load(&k->value, path, &st, &why) == 0;
		break;
	case CONDITION_IN:
	case CONDITION_PREFIXES:
		k->list = line_set_read(path, &st, &why);
		good = k->list != NULL;
		break;
	case CONDITION_NETWORKS:
		k->networks = network_set_read(path, &st, &why);
		good = k->networks != NULL;
		break;
	default:
		break;
	}
	return good ? 0
		    : error_set(e, "the file %s cannot be used: %s", path,
				why.text);
}

/* The file that a condition names; NULL: none. */
static const char *
file_of(const struct condition *k)
{
	switch (k->test) {
	case CONDITION_IS:
		return k->value.kind == VALUE_FILE ? k->value.text : NULL;
	case CONDITION_IN:
	case CONDITION_PREFIXES:
	case CONDITION_NETWORKS:
		return k->text;
	default:
		return NULL;
	}
}

int
delivery_load(struct delivery *d, const char *dir, struct error *e)
{
	struct buffer path = { 0 };
	const char *file;
	int bad = 0;
	size_t i;

	for (i = 0; i < d->condition_count && !bad; i++) {
		file = file_of(&d->conditions[i]);
		if (file)
			bad = load_condition(
			    &d->conditions[i],
			    buffer_join(&path, file[0] == '/' ? "" : dir,
					file[0] == '/' ? "" : "/", file),
			    e);
	}
	buffer_free(&path);
	return bad;
}

bool
delivery_is_of_records(const struct delivery *d)
{
	return strcmp(d->what, DELIVERY_CDR) == 0;
}

bool
delivery_matches(const struct delivery *d, const struct json_scan *body)
{
	struct facts facts = { .of = { [FACT_BODY] = body } };
	struct regex_groups groups = { 0 };
	size_t i;

	for (i = 0; i < d->condition_count; i++)
		if (condition_matches(&d->conditions[i], &facts, &groups) ==
		    MATCH_NO)
			return false;
	return true;
}

void
delivery_print(const struct delivery *d, struct buffer *out)
{
	size_t i;

	buffer_str(out, "deliver ");
	buffer_str(out, d->what);
	buffer_str(out, " to ");
	buffer_str(out, d->destination);
	for (i = 0; i < d->condition_count; i++) {
		buffer_str(out, i ? " and " : " if ");
		condition_print(&d->conditions[i], out);
	}
}

void
delivery_free(struct delivery *d)
{
	size_t i;

	for (i = 0; i < d->condition_count; i++)
		condition_free(&d->conditions[i]);
	free(d->conditions);
	free(d->what);
	free(d->destination);
	*d = (struct delivery){ 0 };
}
