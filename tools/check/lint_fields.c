/* lint_fields - warnings about fields and values that a hook cannot have. */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"
#include "base/log.h"
#include "base/suggest.h"
#include "rule_lint.h"

/* The rule and the hook that are checked. */
struct lint_subject {
	struct diagnostics *diagnostics;
	const struct rule *rule;
	const struct method *method;
};

#define WARN(l, ...)                                                           \
	diagnostic_warning(                                                    \
	    (l)->diagnostics,                                                  \
	    (struct source_location){ (l)->rule->file, (l)->rule->line, 0 },   \
	    __VA_ARGS__)

/* Finds the field in one table; the suggestion keeps the nearest name. */
static const struct field *
find_in(const struct field *fields, const char *name, struct suggestion *n)
{
	size_t i;

	for (i = 0; i < FIELDS_MAX && fields[i].name; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
		suggest_try(n, fields[i].name);
	}
	return NULL;
}

/* The hook's own fields come first. */
static const struct field *
field_of(const struct method *m, const char *name, struct suggestion *n)
{
	const struct field *found = find_in(m->fields, name, n);

	if (!found && m->about)
		found = find_in(m->about->fields, name, n);
	return found ? found : find_in(context_fields.fields, name, n);
}

/* "a number or a string"; good until the next call. */
static const char *
kinds_text(unsigned kinds)
{
	static char text[128];
	size_t n = 0;
	unsigned kind;

	for (kind = JSON_STRING; kind <= JSON_ARRAY; kind <<= 1)
		if (kinds & kind)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
					      n ? " or " : "",
					      json_token_kind_name(kind));
	return text;
}

/* Returns the field if the path names the field itself, not a member of it. */
static const struct field *
check_field(const struct lint_subject *l, const struct field_path *m)
{
	struct suggestion n = { .wanted = m->names[0] };
	const struct field *field = field_of(l->method, m->names[0], &n);
	char shown[128];

	if (m->source != FACT_BODY)
		return NULL;
	log_escape(shown, sizeof shown, m->names[0]);
	if (!field) {
		WARN(l, "%s has no known field \"%s\"%s%s%s", l->method->name,
		     shown, n.name ? "; did you mean " : "",
		     n.name ? n.name : "", n.name ? "?" : "");
		return NULL;
	}
	if (m->depth == 1)
		return field;
	if (!(field->kinds & JSON_OBJECT))
		WARN(l, "%s of %s is %s, and has no members", shown,
		     l->method->name, kinds_text(field->kinds));
	return NULL;
}

/* The kind of JSON value that a word of a rule looks like. */
static unsigned
kind_of(const char *text)
{
	if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
		return JSON_BOOLEAN;
	if (text[0] && strchr("-0123456789", text[0]) &&
	    json_scan_is_value(text))
		return JSON_NUMBER;
	return JSON_STRING;
}

/* A field that is always a boolean or a number has no other values. */
static void
check_condition(const struct lint_subject *l, const struct condition *c)
{
	const struct field *field = check_field(l, &c->field);

	if (!field || c->test == CONDITION_EXISTS ||
	    (c->any && (field->kinds & JSON_ARRAY)))
		return;
	if (!(field->kinds & (JSON_STRING | JSON_NUMBER | JSON_BOOLEAN)))
		WARN(l, "%s of %s is %s, which only \"exists\" can test",
		     field->name, l->method->name, kinds_text(field->kinds));
	else if (c->test == CONDITION_IS && c->value.kind != VALUE_FILE &&
		 !c->value.has_groups &&
		 !(field->kinds & (JSON_STRING | kind_of(c->value.text))))
		WARN(l, "%s of %s is %s, and never has this value", field->name,
		     l->method->name, kinds_text(field->kinds));
}

static void
check_setting(const struct lint_subject *l, const struct rule_setting *s)
{
	const struct field *field = check_field(l, &s->field);
	const unsigned kind =
	    s->value.kind == VALUE_JSON ? kind_of(s->value.text) : JSON_STRING;

	if (!field || (field->kinds & kind) ||
	    (s->value.kind == VALUE_JSON && strcmp(s->value.text, "null") == 0))
		return;
	WARN(l, "%s of %s is %s, and is set to %s%s", field->name,
	     l->method->name, kinds_text(field->kinds),
	     json_token_kind_name(kind),
	     field->kinds & JSON_STRING ? "; in quotes it is a string" : "");
}

static void
check_duplicates(const struct lint_subject *l)
{
	const struct rule *r = l->rule;
	char shown[128];
	size_t i, j;

	for (i = 0; i < r->setting_count; i++)
		for (j = i + 1; j < r->setting_count; j++) {
			if (strcmp(r->settings[i].field.text,
				   r->settings[j].field.text) != 0)
				continue;
			log_escape(shown, sizeof shown,
				   r->settings[i].field.text);
			WARN(l, "%s is set twice; the last value counts",
			     shown);
		}
}

void
lint_fields(struct diagnostics *f, const struct rule *r, const struct method *m)
{
	const struct lint_subject l = { f, r, m };
	char shown[128];
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		check_condition(&l, &r->conditions[i]);
	for (i = 0; i < r->setting_count; i++)
		check_setting(&l, &r->settings[i]);
	check_duplicates(&l);
	for (i = 0; i < r->field_count; i++) {
		check_field(&l, &r->fields[i]);
		if (r->fields[i].depth == 1)
			continue;
		log_escape(shown, sizeof shown, r->fields[i].text);
		WARN(&l, "WCS hides and skips whole members only, not %s",
		     shown);
	}
	if (r->kind == RULE_LIMIT)
		check_field(&l, &r->by);
	if (r->kind == RULE_PROVE)
		check_field(&l, &r->proof.token);
	if (r->proof.password.depth > 0)
		check_field(&l, &r->proof.password);
	for (i = 0; i < r->proof.over_count; i++)
		if (strcmp(r->proof.over[i].text, "expires") != 0)
			check_field(&l, &r->proof.over[i]);
}
