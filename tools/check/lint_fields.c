/* advice_fields - fields that a hook does not have, or not of that kind. */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"
#include "base/log.h"
#include "rule_lint.h"
#include "suggest.h"

/* What is being looked at. */
struct look {
	struct findings *findings;
	const struct rule *rule;
	const struct method *method;
};

#define WARN(look, ...)                                                        \
	find_warning(                                                          \
	    (look)->findings,                                                  \
	    (struct place){ (look)->rule->file, (look)->rule->line, 0 },       \
	    __VA_ARGS__)

/* Looks through one table; the nearest name is kept. */
static const struct field *
find_in(const struct field *fields, const char *name, struct nearest *n)
{
	size_t i;

	for (i = 0; i < FIELDS_MAX && fields[i].name; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
		nearest_try(n, fields[i].name);
	}
	return NULL;
}

/* The method's own words come first. */
static const struct field *
field_of(const struct method *m, const char *name, struct nearest *n)
{
	const struct field *found = find_in(m->fields, name, n);

	if (!found && m->about)
		found = find_in(m->about->fields, name, n);
	return found ? found : find_in(a_context.fields, name, n);
}

/* "a number or a string"; good for one sentence. */
static const char *
kinds_text(unsigned kinds)
{
	static char text[128];
	size_t n = 0;
	unsigned kind;

	for (kind = STRING; kind <= ARRAY; kind <<= 1)
		if (kinds & kind)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
					      n ? " or " : "", kind_name(kind));
	return text;
}

/* The field itself, when the member is not below it. */
static const struct field *
look_at(const struct look *l, const struct member_path *m)
{
	struct nearest n = { .meant = m->names[0] };
	const struct field *field = field_of(l->method, m->names[0], &n);
	char shown[128];

	log_escape(shown, sizeof shown, m->names[0]);
	if (!field) {
		WARN(l, "%s is not known to have a field \"%s\"%s%s%s",
		     l->method->name, shown, n.name ? "; is " : "",
		     n.name ? n.name : "", n.name ? " meant?" : "");
		return NULL;
	}
	if (m->depth == 1)
		return field;
	if (!(field->kinds & OBJECT))
		WARN(l, "nothing is below %s of %s, which is %s", shown,
		     l->method->name, kinds_text(field->kinds));
	return NULL;
}

/* The kind of JSON text, as far as a plain word can have one. */
static unsigned
kind_of(const char *text)
{
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return BOOLEAN;
	if (text[0] && strchr("-0123456789", text[0]) && scan_is_value(text))
		return NUMBER;
	return STRING;
}

/* What is only ever a boolean or a number says nothing else. */
static void
look_at_test(const struct look *l, const struct condition *c)
{
	const struct field *field = look_at(l, &c->member);

	if (!field || c->test == EXISTS)
		return;
	if (!(field->kinds & (STRING | NUMBER | BOOLEAN)))
		WARN(l, "%s of %s is %s, which only exists can be asked of",
		     field->name, l->method->name, kinds_text(field->kinds));
	else if (c->test == IS && c->value.kind != VALUE_FILE &&
		 !c->value.has_groups &&
		 !(field->kinds & (STRING | kind_of(c->value.text))))
		WARN(l, "%s of %s is %s, and never says that", field->name,
		     l->method->name, kinds_text(field->kinds));
}

static void
look_at_setting(const struct look *l, const struct setting *s)
{
	const struct field *field = look_at(l, &s->member);
	const unsigned kind =
	    s->value.kind == VALUE_JSON ? kind_of(s->value.text) : STRING;

	if (!field || (field->kinds & kind) ||
	    (s->value.kind == VALUE_JSON && strcmp(s->value.text, "null") == 0))
		return;
	WARN(l, "%s of %s is %s, and is set to %s%s", field->name,
	     l->method->name, kinds_text(field->kinds), kind_name(kind),
	     field->kinds & STRING ? "; in quotes it is a string" : "");
}

static void
look_for_twice(const struct look *l)
{
	const struct rule *r = l->rule;
	char shown[128];
	size_t i, j;

	for (i = 0; i < r->setting_count; i++)
		for (j = i + 1; j < r->setting_count; j++) {
			if (strcmp(r->settings[i].member.text,
				   r->settings[j].member.text) != 0)
				continue;
			log_escape(shown, sizeof shown,
				   r->settings[i].member.text);
			WARN(l, "%s is set twice; the last one counts", shown);
		}
}

void
advise_fields(struct findings *f, const struct rule *r, const struct method *m)
{
	const struct look l = { f, r, m };
	char shown[128];
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		look_at_test(&l, &r->conditions[i]);
	for (i = 0; i < r->setting_count; i++)
		look_at_setting(&l, &r->settings[i]);
	look_for_twice(&l);
	for (i = 0; i < r->field_count; i++) {
		look_at(&l, &r->fields[i]);
		if (r->fields[i].depth == 1)
			continue;
		log_escape(shown, sizeof shown, r->fields[i].text);
		WARN(&l, "WCS hides and skips whole members only, not %s",
		     shown);
	}
	if (r->kind == RULE_LIMIT)
		look_at(&l, &r->by);
}
