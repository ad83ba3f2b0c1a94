/* url_query - the parts of a URL. */

#include "url_query.h"

#include <stdbool.h>
#include <string.h>

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes the escapes in place; false: one is not valid. */
static bool
unescape(char *text, bool plus)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '+' && plus) {
			*to++ = ' ';
		} else if (*text == '%') {
			int high = hex_digit(text[1]);
			int low = high < 0 ? -1 : hex_digit(text[2]);

			if (low < 0 || (high == 0 && low == 0))
				return false;
			*to++ = (char)(high << 4 | low);
			text += 2;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
	return true;
}

static const char bad_escape[] =
    "a % is not followed by two hexadecimal digits, or they are 00";

static const char *
read_parameters(struct url_query *q, char *text)
{
	char *next, *value;

	for (; text; text = next) {
		next = strchr(text, '&');
		if (next)
			*next++ = '\0';
		if (!*text)
			continue;
		value = strchr(text, '=');
		if (value)
			*value++ = '\0';
		else
			value = text + strlen(text);
		if (!unescape(text, true) || !unescape(value, true))
			return bad_escape;
		if (q->count == URL_PARAMETERS_MAX)
			return "there are too many parameters: give 16 at most";
		q->at[q->count++] = (struct url_parameter){ text, value };
	}
	return NULL;
}

/* The end of "/status", or "/metrics"; NULL: the path has neither. */
static char *
find_own_path(char *path)
{
	static const char metrics[] = "/metrics", status[] = "/status";
	size_t len = strlen(path);
	char *at = strstr(path, status);

	if (at && (at[sizeof status - 1] == '/' || !at[sizeof status - 1]))
		return at + sizeof status - 1;
	if (len >= sizeof metrics - 1 &&
	    strcmp(path + len - (sizeof metrics - 1), metrics) == 0)
		return path + len - (sizeof metrics - 1);
	return NULL;
}

const char *
url_query_parse(struct url_query *q, const char *uri)
{
	char *path, *parameters, *slash;

	q->count = q->text.len = 0;
	q->name = "";
	q->id = NULL;
	buffer_add(&q->text, uri, strlen(uri) + 1);
	parameters = strchr(q->text.at, '?');
	if (parameters)
		*parameters++ = '\0';
	path = find_own_path(q->text.at);
	if (!path)
		return "the URL has neither /status/ nor /metrics";
	if (*path)
		path++;
	slash = strchr(path, '/');
	if (slash) {
		*slash++ = '\0';
		q->id = *slash ? slash : NULL;
		if (!unescape(slash, false))
			return bad_escape;
	}
	if (!unescape(path, false))
		return bad_escape;
	q->name = path;
	return read_parameters(q, parameters);
}

void
url_query_free(struct url_query *q)
{
	buffer_free(&q->text);
}

const char *
url_query_value(const struct url_query *q, const char *name)
{
	size_t i;

	for (i = 0; i < q->count; i++)
		if (strcmp(q->at[i].name, name) == 0)
			return q->at[i].value;
	return NULL;
}
