/* odd - what is strange about the body of a known hook. */

#include "validate.h"

#include <stdint.h>
#include <string.h>

#include "base/json_token.h"

static void
add_fields(struct expected *e, const struct field *f)
{
	size_t i;

	for (; f->name; f++) {
		for (i = 0; i < e->count; i++)
			if (strcmp(e->at[i].field->name, f->name) == 0)
				break;
		if (i < e->count || e->count == EXPECTED_MAX)
			continue;
		e->at[e->count].field = f;
		e->at[e->count++].len = strlen(f->name);
	}
}

void
odd_expect(struct expected *e, const struct method *m)
{
	e->method = m;
	e->count = 0;
	add_fields(e, m->fields);
	if (m->about)
		add_fields(e, m->about->fields);
	add_fields(e, a_context.fields);
}

static void
note(struct buffer *odd, const struct field *f, const char *what)
{
	buffer_printf(odd, ",\"%s %s\"", f->name, what);
}

/* Which field the member is, or e->count. */
static size_t
field_of(const struct expected *e, const struct scan *body,
	 const struct token *name)
{
	size_t i, len;
	const char *raw = token_inside(body, name, &len);

	for (i = 0; i < e->count; i++) {
		const char *field = e->at[i].field->name;

		if (name->escaped
			? token_says(body, name, field, e->at[i].len)
			: len == e->at[i].len && memcmp(raw, field, len) == 0)
			break;
	}
	return i;
}

void
odd_find(const struct expected *e, const struct scan *body, struct buffer *odd)
{
	const struct token *root = token_root(body), *name = token_first(root);
	const struct token *value;
	uint64_t seen = 0, filled = 0;
	size_t i;

	for (; name < token_end(body, root); name = token_next(body, value)) {
		const struct field *f;

		value = token_next(body, name);
		i = field_of(e, body, name);
		if (i == e->count)
			continue;
		f = e->at[i].field;
		if (seen >> i & 1)
			note(odd, f, "is there twice");
		seen |= UINT64_C(1) << i;
		if (value->kind == NOTHING)
			continue;
		filled |= UINT64_C(1) << i;
		if (!(value->kind & f->kinds)) {
			buffer_printf(odd, ",\"%s is %s\"", f->name,
				      kind_name(value->kind));
		}
	}
	for (i = 0; i < e->count; i++)
		if (e->at[i].field->required && !(filled >> i & 1))
			note(odd, e->at[i].field, "is missing");
}
