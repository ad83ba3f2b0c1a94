/* copy_rows - call records as lines for COPY. */

#include "copy_rows.h"

#include "base/json_token.h"

/* A text of PostgreSQL cannot have a NUL. */
static void
add_text(struct buffer *out, const char *at, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		const char c = at[i];

		if (c == '\t')
			buffer_str(out, "\\t");
		else if (c == '\n')
			buffer_str(out, "\\n");
		else if (c == '\r')
			buffer_str(out, "\\r");
		else if (c == '\\')
			buffer_str(out, "\\\\");
		else if (c)
			buffer_byte(out, c);
	}
}

static void
add_value(const struct json_scan *s, const struct json_token *t,
	  struct buffer *text, struct buffer *out)
{
	if (t->kind == JSON_NULL) {
		buffer_str(out, "\\N");
	} else if (t->kind == JSON_STRING && t->escaped) {
		text->len = 0;
		json_token_decode(s, t, text);
		add_text(out, text->at, text->len);
	} else {
		const unsigned quote = t->kind == JSON_STRING;

		buffer_add(out, s->text + t->start + quote,
			   t->end - t->start - 2 * quote);
	}
}

/* The members of a record are the columns, in their order. */
void
copy_rows_add(const struct batch *b, struct buffer *out)
{
	struct json_scan s = { 0 };
	struct buffer text = { 0 };
	size_t i;

	for (i = 0; i < b->count; i++) {
		const struct message *m = &b->at[i];
		const struct json_token *root, *end, *name, *value;
		bool first = true;

		if (json_scan(&s, b->text.at + m->data, m->end - 1 - m->data))
			continue;
		root = json_token_root(&s);
		end = json_token_end(&s, root);
		for (name = json_token_first(root); name < end;
		     name = json_token_next(&s, value)) {
			value = json_token_next(&s, name);
			if (!first)
				buffer_byte(out, '\t');
			first = false;
			add_value(&s, value, &text, out);
		}
		buffer_byte(out, '\n');
	}
	buffer_free(&text);
	json_scan_free(&s);
}
