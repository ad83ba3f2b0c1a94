/* json_reader - reads a JSON file by lists of accepted keys. */

#include "json_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wcs/json_value.h"

unsigned
json_reader_line(const struct json_scan *s, size_t offset)
{
	unsigned line = 1;
	size_t i;

	for (i = 0; i < offset && i < s->len; i++)
		line += s->text[i] == '\n';
	return line;
}

int
json_reader_fail(struct json_reader *r, const struct json_token *at,
		 const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	return error_set(r->error, "%s:%u: %s%s%s", r->file,
			 json_reader_line(&r->scan, at->start), r->path.at,
			 r->path.at[0] ? ": " : "", text);
}

size_t
json_reader_enter(struct json_reader *r, const char *format, ...)
{
	size_t back = r->path.len;
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (format[0] != '[' && back > 0)
		buffer_str(&r->path, ".");
	buffer_str(&r->path, text);
	buffer_add(&r->path, "", 1);
	r->path.len--;
	return back;
}

void
json_reader_leave(struct json_reader *r, size_t back)
{
	r->path.len = back;
	r->path.at[back] = '\0';
}

char *
json_reader_to_text(const struct json_reader *r, const struct json_token *t)
{
	struct buffer b = { 0 };

	json_value_add_text(&b, r->scan.text + t->start, t->end - t->start);
	buffer_add(&b, "", 1);
	return b.at;
}

static int
unknown_key(struct json_reader *r, const struct json_token *at,
	    const char *name, const struct json_reader_key *keys)
{
	char accepted[512] = "";
	size_t len = 0;

	for (; keys->name; keys++)
		len += (size_t)snprintf(accepted + len, sizeof accepted - len,
					"%s%s", len ? ", " : "", keys->name);
	return json_reader_fail(r, at,
				"\"%.100s\" is not known here; accepted: %s",
				name, accepted);
}

int
json_reader_member(struct json_reader *r, const struct json_token *name,
		   const struct json_token *value,
		   const struct json_reader_key *keys)
{
	char *word = json_reader_to_text(r, name);
	const struct json_reader_key *k = keys;
	size_t back;
	int bad;

	while (k->name && strcmp(k->name, word) != 0)
		k++;
	if (!k->name) {
		bad = unknown_key(r, name, word, keys);
		free(word);
		return bad;
	}
	free(word);
	back = json_reader_enter(r, "%s", k->name);
	if (!(k->kinds & value->kind))
		bad = json_reader_fail(r, value, "%s is not accepted here",
				       json_token_kind_name(value->kind));
	else
		bad = k->read(r, value);
	if (!bad)
		json_reader_leave(r, back);
	return bad;
}

int
json_reader_object(struct json_reader *r, const struct json_token *object,
		   const struct json_reader_key *keys)
{
	const struct json_scan *s = &r->scan;
	const struct json_token *name = json_token_first(object), *value;

	for (; name < json_token_end(s, object);
	     name = json_token_next(s, value)) {
		value = json_token_next(s, name);
		if (json_reader_member(r, name, value, keys))
			return -1;
	}
	return 0;
}

int
json_reader_skip(struct json_reader *r, const struct json_token *value)
{
	(void)r;
	(void)value;
	return 0;
}
