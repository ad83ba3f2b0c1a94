/* record_fields - a message's data in another form than JSON as it is. */

#include "record_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"
#include "base/str.h"
#include "report/cdr.h"
#include "report/csv_text.h"

void
record_fields_init(struct record_fields *f, const char *columns)
{
	struct buffer all = { 0 };
	char *comma;
	size_t i;

	for (i = 0; !columns && i < CDR_COLUMNS; i++) {
		buffer_str(&all, i ? "," : "");
		buffer_str(&all, cdr_columns[i].name);
	}
	if (columns)
		buffer_str(&all, columns);
	buffer_byte(&all, '\0');
	f->names = all.at;
	f->count = 1;
	for (comma = all.at; (comma = strchr(comma, ',')); comma++) {
		*comma = '\0';
		f->count++;
	}
}

void
record_fields_free(struct record_fields *f)
{
	free(f->names);
	*f = (struct record_fields){ 0 };
}

static const char *
next_name(const char *name)
{
	return name + strlen(name) + 1;
}

void
record_fields_head(const struct record_fields *f, struct buffer *out)
{
	const char *name = f->names;
	size_t i;

	for (i = 0; i < f->count; i++, name = next_name(name)) {
		buffer_str(out, i ? "," : "");
		buffer_str(out, name);
	}
	buffer_str(out, "\r\n");
}

static void
add_csv(const struct json_scan *s, const struct json_token *t,
	struct buffer *text, struct buffer *out)
{
	if (!t || t->kind == JSON_NULL)
		return;
	text->len = 0;
	if (t->kind == JSON_STRING)
		json_token_decode(s, t, text);
	else
		buffer_add(text, s->text + t->start, t->end - t->start);
	buffer_byte(text, '\0');
	csv_text_add(out, text->at, text->len - 1, CSV_EXACT);
}

void
record_fields_csv(const struct record_fields *f, const char *json, size_t len,
		  struct buffer *out)
{
	struct json_scan s = { 0 };
	struct buffer text = { 0 };
	const char *name = f->names;
	size_t i;

	if (json_scan(&s, json, len) == 0) {
		for (i = 0; i < f->count; i++, name = next_name(name)) {
			buffer_str(out, i ? "," : "");
			add_csv(
			    &s,
			    json_token_member(&s, json_token_root(&s), name),
			    &text, out);
		}
		buffer_str(out, "\r\n");
	}
	buffer_free(&text);
	json_scan_free(&s);
}

void
record_fields_json(const struct record_fields *f, const char *json, size_t len,
		   struct buffer *out)
{
	struct json_scan s = { 0 };
	const char *name = f->names;
	size_t i;

	if (json_scan(&s, json, len) == 0) {
		for (i = 0; i < f->count; i++, name = next_name(name)) {
			const struct json_token *t =
			    json_token_member(&s, json_token_root(&s), name);

			buffer_str(out, i ? ",\"" : "{\"");
			buffer_str(out, name);
			buffer_str(out, "\":");
			if (t)
				buffer_add(out, json + t->start,
					   t->end - t->start);
			else
				buffer_str(out, "null");
		}
		buffer_str(out, "}\n");
	}
	json_scan_free(&s);
}
