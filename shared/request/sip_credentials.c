/* sip_credentials - takes credentials out of a raw SIP message. */

#include "sip_credentials.h"

#include <string.h>
#include <strings.h>

/* The length of such a header's name, if a line begins with it; or 0. */
static size_t
name_length(const char *line, const char *end)
{
	static const char *const names[] = { "authorization",
					     "proxy-authorization" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		size_t len = strlen(names[i]);

		if ((size_t)(end - line) > len &&
		    strncasecmp(line, names[i], len) == 0)
			return len;
	}
	return 0;
}

bool
sip_credentials_suspected(const char *json, size_t len)
{
	const char *at = json, *end = json + len;

	if (name_length(at, end))
		return true;
	/* A line begins after \n or \r; \u can stand for any letter. */
	while ((at = memchr(at, '\\', (size_t)(end - at))) && end - at > 2) {
		if (at[1] == 'u' || name_length(at + 2, end))
			return true;
		at += 2;
	}
	return false;
}

/* Where the header ends: a line that begins with a blank goes on with it. */
static const char *
header_end(const char *at, const char *end)
{
	for (; at < end; at++) {
		const char *next = at + 1;

		if (*at != '\r' && *at != '\n')
			continue;
		if (*at == '\r' && next < end && *next == '\n')
			next++;
		if (next == end || (*next != ' ' && *next != '\t'))
			return at;
	}
	return end;
}

void
sip_credentials_redact(struct buffer *out, const char *message, size_t len)
{
	const char *at = message, *end = message + len, *line = message;

	for (; at < end; at++) {
		size_t name = at == line ? name_length(at, end) : 0;
		const char *colon = at + name;

		while (name && colon < end && (*colon == ' ' || *colon == '\t'))
			colon++;
		if (name && colon < end && *colon == ':') {
			buffer_add(out, at, (size_t)(colon + 1 - at));
			buffer_str(out, " ***");
			at = header_end(colon, end);
			if (at == end)
				return;
		}
		buffer_byte(out, *at);
		if (*at == '\n' || *at == '\r')
			line = at + 1;
	}
}
