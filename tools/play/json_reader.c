/* reader - reads a file of JSON by lists of keys. */

#include "json_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wcs/json_value.h"

unsigned
reader_line(const struct scan *s, size_t offset)
{
	unsigned line = 1;
	size_t i;

	for (i = 0; i < offset && i < s->len; i++)
		line += s->text[i] == '\n';
	return line;
}

/* Says what is wrong at a token; -1. */
int
reader_wrong(struct reader *r, const struct token *at, const char *format, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	buffer_printf(r->error, "%s:%u: %s%s%s", r->file,
		      reader_line(&r->scan, at->start), r->place.at,
		      r->place.at[0] ? ": " : "", text);
	return -1;
}

/* Goes one level down in the place; `back` leads up again. */
size_t
reader_enter(struct reader *r, const char *format, ...)
{
	size_t back = r->place.len;
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (format[0] != '[' && back > 0)
		buffer_str(&r->place, ".");
	buffer_str(&r->place, text);
	buffer_add(&r->place, "", 1);
	r->place.len--;
	return back;
}

void
reader_leave(struct reader *r, size_t back)
{
	r->place.len = back;
	r->place.at[back] = '\0';
}

char *
reader_word(const struct reader *r, const struct token *t)
{
	struct buffer b = { 0 };

	jsontext_say(&b, r->scan.text + t->start, t->end - t->start);
	buffer_add(&b, "", 1);
	return b.at;
}

static int
unknown_key(struct reader *r, const struct token *at, const char *name,
	    const struct key *keys)
{
	char accepted[512] = "";
	size_t len = 0;

	for (; keys->name; keys++)
		len += (size_t)snprintf(accepted + len, sizeof accepted - len,
					"%s%s", len ? ", " : "", keys->name);
	return reader_wrong(r, at, "there is no \"%.100s\" here; accepted: %s",
			    name, accepted);
}

int
reader_key(struct reader *r, const struct token *name,
	   const struct token *value, const struct key *keys)
{
	char *word = reader_word(r, name);
	const struct key *k = keys;
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
	back = reader_enter(r, "%s", k->name);
	if (!(k->kinds & value->kind))
		bad = reader_wrong(r, value, "it is %s, and may not be",
				   kind_name(value->kind));
	else
		bad = k->read(r, value);
	if (!bad)
		reader_leave(r, back);
	return bad;
}

/* Reads an object by the list of its keys. */
int
reader_keys(struct reader *r, const struct token *object,
	    const struct key *keys)
{
	const struct scan *s = &r->scan;
	const struct token *name = token_first(object), *value;

	for (; name < token_end(s, object); name = token_next(s, value)) {
		value = token_next(s, name);
		if (reader_key(r, name, value, keys))
			return -1;
	}
	return 0;
}

int
reader_skip(struct reader *r, const struct token *value)
{
	(void)r;
	(void)value;
	return 0;
}
