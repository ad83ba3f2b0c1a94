/* cgi_variables - the variables of a FastCGI request, as terminated strings. */

#include "cgi_variables.h"

#include <string.h>

#include "fastcgi_record.h"

/* Offsets in the text. */
struct cgi_variable {
	size_t name, name_len, value;
};

static size_t
add_text(struct buffer *text, const char *bytes, size_t len)
{
	size_t at = text->len;

	buffer_add(text, bytes, len);
	buffer_byte(text, '\0');
	return at;
}

bool
cgi_variables_read(struct cgi_variables *v, const char *pairs, size_t len)
{
	const char *end = pairs + len;
	struct fastcgi_pair p;

	v->text.len = v->entries.len = 0;
	while (fastcgi_record_next_pair(&p, &pairs, end)) {
		struct cgi_variable one = {
			.name = add_text(&v->text, p.name, p.name_len),
			.name_len = p.name_len,
			.value = add_text(&v->text, p.value, p.value_len),
		};

		buffer_add(&v->entries, &one, sizeof one);
	}
	return pairs == end;
}

const char *
cgi_variables_get(const struct cgi_variables *v, const char *name)
{
	size_t len = strlen(name), at;
	struct cgi_variable one;

	for (at = 0; at < v->entries.len; at += sizeof one) {
		memcpy(&one, v->entries.at + at, sizeof one);
		if (one.name_len == len &&
		    memcmp(v->text.at + one.name, name, len) == 0)
			return v->text.at + one.value;
	}
	return NULL;
}

void
cgi_variables_free(struct cgi_variables *v)
{
	buffer_free(&v->text);
	buffer_free(&v->entries);
}
