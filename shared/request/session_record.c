/* session_record - what a connect was let through with. */

#include "session_record.h"

#include <string.h>

#include "base/json_token.h"
#include "patch_path.h"
#include "policy.h"

/* A line of the journal may be as deep as a body, and has them inside. */
#define DEPTH_MAX 32

/* Does the journal keep no member of this name? */
static bool
is_left_out(const struct conf *c, const char *name, size_t len)
{
	return name_set_has(&c->redact, name, len) ||
	       name_set_has(&c->drop, name, len);
}

void
session_record_set(struct exchange *x, const struct rule_setting *s,
		   const char *json)
{
	struct buffer *text = &x->policy->facts.texts[FACT_SESSION];
	const struct field_path *p = &s->field;
	struct buffer changed = { 0 };
	size_t i;

	if (s->value.kind == VALUE_FILE || p->depth > DEPTH_MAX)
		return;
	for (i = 0; i < p->depth; i++)
		if (is_left_out(x->conf, p->names[i], strlen(p->names[i])))
			return;
	patch_path_add(&changed, text->at, text->len, p->names, p->depth, json);
	buffer_free(text);
	*text = changed;
}

static void add_value(struct buffer *, const struct conf *,
		      const struct json_scan *, const struct json_token *);

static bool
is_name_left_out(const struct conf *c, const struct json_scan *s,
		 const struct json_token *name)
{
	struct buffer decoded = { 0 };
	bool is_out;

	json_token_decode(s, name, &decoded);
	is_out = decoded.len > 0 && is_left_out(c, decoded.at, decoded.len);
	buffer_free(&decoded);
	return is_out;
}

static void
add_object(struct buffer *out, const struct conf *c, const struct json_scan *s,
	   const struct json_token *object)
{
	const struct json_token *end = json_token_end(s, object), *value;
	const struct json_token *name = json_token_first(object);
	const char *separator = "";

	buffer_str(out, "{");
	for (; name < end; name = json_token_next(s, value)) {
		value = json_token_next(s, name);
		if (is_name_left_out(c, s, name))
			continue;
		buffer_str(out, separator);
		buffer_add(out, s->text + name->start, name->end - name->start);
		buffer_str(out, ":");
		add_value(out, c, s, value);
		separator = ",";
	}
	buffer_str(out, "}");
}

static void
add_array(struct buffer *out, const struct conf *c, const struct json_scan *s,
	  const struct json_token *array)
{
	const struct json_token *t = json_token_first(array);
	const char *separator = "";

	buffer_str(out, "[");
	for (; t < json_token_end(s, array); t = json_token_next(s, t)) {
		buffer_str(out, separator);
		add_value(out, c, s, t);
		separator = ",";
	}
	buffer_str(out, "]");
}

static void
add_value(struct buffer *out, const struct conf *c, const struct json_scan *s,
	  const struct json_token *value)
{
	if (value->kind == JSON_OBJECT)
		add_object(out, c, s, value);
	else if (value->kind == JSON_ARRAY)
		add_array(out, c, s, value);
	else
		buffer_add(out, s->text + value->start,
			   value->end - value->start);
}

void
session_record_add(struct buffer *line, const struct exchange *x)
{
	const struct buffer *text = &x->policy->facts.texts[FACT_SESSION];
	const struct json_scan *s;
	enum fact_source i;

	/* Without its closing brace, which comes last. */
	if (text->len > 0)
		buffer_add(line, text->at, text->len - 1);
	else
		buffer_str(line, "{");
	for (i = FACT_JWT; i < FACT_PROOFS; i++) {
		s = x->facts.of[i];
		if (!s)
			continue;
		if (line->at[line->len - 1] != '{')
			buffer_str(line, ",");
		buffer_printf(line, "\"%s\":", facts_source_names[i]);
		add_value(line, x->conf, s, json_token_root(s));
	}
	buffer_str(line, "}");
}
