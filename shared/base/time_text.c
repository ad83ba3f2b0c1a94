/* time_text - a time as a person writes it. */

#include "time_text.h"

#include <stdio.h>
#include <string.h>

static const timestamp one_day = INT64_C(86400) * 1000000;

/* Completes the text to a time of RFC 3339; -1: the text is too long. */
static int
complete(char *full, size_t size, const char *text)
{
	const size_t to_date = strlen("2026-11-23");
	const size_t to_minute = strlen("2026-11-23T10:00");
	size_t len = strlen(text);
	int n;

	if (len == to_date)
		n = snprintf(full, size, "%sT00:00:00Z", text);
	else if (len >= to_minute)
		n = snprintf(full, size, "%.16s%s%s%s", text,
			     text[to_minute] == ':' ? "" : ":00",
			     text + to_minute,
			     strpbrk(text + to_minute, "Zz+-") ? "" : "Z");
	else
		return -1;
	if (n < 0 || (size_t)n >= size)
		return -1;
	if (full[to_date] == ' ')
		full[to_date] = 'T';
	return 0;
}

int
time_text_parse(const char *text, timestamp *m)
{
	timestamp today = timestamp_now() / one_day * one_day;
	char full[64];

	if (strcmp(text, "today") == 0) {
		*m = today;
		return 0;
	}
	if (strcmp(text, "yesterday") == 0) {
		*m = today - one_day;
		return 0;
	}
	if (complete(full, sizeof full, text))
		return -1;
	*m = timestamp_parse(full);
	return *m < 0 ? -1 : 0;
}
