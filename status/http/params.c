/* params - reads the values of URL parameters. */

#include "params.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time_text.h"

/*
 * In a URL, a + means a blank.  Few people write %2B, so a blank before hh:mm
 * at the end of a time means the + of an offset.
 */
static void
restore_plus(char *text)
{
	const size_t offset = strlen("+01:00"), len = strlen(text);
	char *at = text + (len > offset ? len - offset : 0);

	if (len >= strlen("2026-11-23T10:00+01:00") && *at == ' ')
		*at = '+';
}

bool
params_timestamp(const struct url_query *q, const char *name, timestamp *m)
{
	const char *text = url_query_value(q, name);
	char copy[64];
	timestamp read;

	if (!text)
		return true;
	if (snprintf(copy, sizeof copy, "%s", text) >= (int)sizeof copy)
		return false;
	restore_plus(copy);
	if (time_text_parse(copy, &read))
		return false;
	*m = read;
	return true;
}

/* Accepts digits only: neither a sign nor a blank. */
static bool
read_number(const char *text, const char **end, int64_t *n)
{
	char *stop;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*n = strtoll(text, &stop, 10);
	*end = stop;
	return errno == 0;
}

bool
params_number(const struct url_query *q, const char *name, long low, long high,
	      long *n)
{
	const char *text = url_query_value(q, name), *end;
	int64_t read;

	if (!text)
		return true;
	if (!read_number(text, &end, &read) || *end || read < low ||
	    read > high)
		return false;
	*n = (long)read;
	return true;
}

bool
params_flag(const struct url_query *q, const char *name, int *flag)
{
	const char *text = url_query_value(q, name);

	if (!text)
		return true;
	if (strcmp(text, "yes") == 0)
		*flag = 1;
	else if (strcmp(text, "no") == 0)
		*flag = 0;
	else
		return false;
	return true;
}

bool
params_pair(const struct url_query *q, const char *name, int64_t *one,
	    int64_t *two)
{
	const char *text = url_query_value(q, name), *end;
	int64_t first, second;

	if (!text)
		return true;
	if (!read_number(text, &end, &first) || *end != '.' ||
	    !read_number(end + 1, &end, &second) || *end)
		return false;
	*one = first;
	*two = second;
	return true;
}
