/* json_member - simple members of a small JSON object. */

#include "json_member.h"

#include <stdlib.h>

#include "buffer.h"
#include "json_token.h"
#include "str.h"

static const struct json_token *
find(const struct json_scan *s, const struct json_token *object,
     const char *name, unsigned kind)
{
	const struct json_token *t = json_token_member(s, object, name);

	return t && t->kind == kind ? t : NULL;
}

void
json_member_text(const struct json_scan *s, const struct json_token *object,
		 const char *name, char *into, size_t size)
{
	const struct json_token *t = find(s, object, name, JSON_STRING);
	struct buffer text = { 0 };

	if (t)
		json_token_decode(s, t, &text);
	buffer_byte(&text, '\0');
	str_copy(into, size, text.at);
	buffer_free(&text);
}

int64_t
json_member_number(const struct json_scan *s, const struct json_token *object,
		   const char *name)
{
	const struct json_token *t = find(s, object, name, JSON_NUMBER);
	const long long n = t ? strtoll(s->text + t->start, NULL, 10) : 0;

	return n > 0 ? n : 0;
}

timestamp
json_member_time(const struct json_scan *s, const struct json_token *object,
		 const char *name)
{
	char text[TIMESTAMP_SIZE];
	timestamp t;

	json_member_text(s, object, name, text, sizeof text);
	t = timestamp_parse(text);
	return t < 0 ? TIMESTAMP_NONE : t;
}
