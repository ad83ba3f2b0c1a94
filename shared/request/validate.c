/* validate - warns about the body of a known hook. */

#include "validate.h"

#include <stdint.h>
#include <string.h>

#include "base/json_token.h"

static void
add_fields(struct expected_fields *e, const struct field *f)
{
	size_t i;

	for (; f->name; f++) {
		for (i = 0; i < e->count; i++)
			if (strcmp(e->at[i].field->name, f->name) == 0)
				break;
		if (i < e->count || e->count == VALIDATE_FIELDS_MAX)
			continue;
		e->at[e->count].field = f;
		e->at[e->count++].len = strlen(f->name);
	}
}

void
validate_prepare(struct expected_fields *e, const struct method *m)
{
	e->method = m;
	e->count = 0;
	add_fields(e, m->fields);
	if (m->about)
		add_fields(e, m->about->fields);
	add_fields(e, context_fields.fields);
}

static void
add_warning(struct buffer *warnings, const struct field *f, const char *what)
{
	buffer_printf(warnings, ",\"%s %s\"", f->name, what);
}

/* The index of the member's field, or e->count. */
static size_t
field_of(const struct expected_fields *e, const struct json_scan *body,
	 const struct json_token *name)
{
	size_t i, len;
	const char *raw = json_token_raw(body, name, &len);

	for (i = 0; i < e->count; i++) {
		const char *field = e->at[i].field->name;

		if (name->escaped
			? json_token_equals(body, name, field, e->at[i].len)
			: len == e->at[i].len && memcmp(raw, field, len) == 0)
			break;
	}
	return i;
}

void
validate_body(const struct expected_fields *e, const struct json_scan *body,
	      struct buffer *warnings)
{
	const struct json_token *root = json_token_root(body),
				*name = json_token_first(root);
	const struct json_token *value;
	uint64_t seen = 0, filled = 0;
	size_t i;

	for (; name < json_token_end(body, root);
	     name = json_token_next(body, value)) {
		const struct field *f;

		value = json_token_next(body, name);
		i = field_of(e, body, name);
		if (i == e->count)
			continue;
		f = e->at[i].field;
		if (seen >> i & 1)
			add_warning(warnings, f, "appears twice");
		seen |= UINT64_C(1) << i;
		if (value->kind == JSON_NULL)
			continue;
		filled |= UINT64_C(1) << i;
		if (!(value->kind & f->kinds)) {
			buffer_printf(warnings, ",\"%s is %s\"", f->name,
				      json_token_kind_name(value->kind));
		}
	}
	for (i = 0; i < e->count; i++)
		if (e->at[i].field->required && !(filled >> i & 1))
			add_warning(warnings, e->at[i].field, "is missing");
}
