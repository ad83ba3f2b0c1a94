/* option - what the values of options say, as a person writes them. */

#include "option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"

/*
 * What is left out at the end is zero, and a zone that is is UTC's; a blank
 * parts date and time as in what we print.
 */
int
option_parse_time(const char *text, timestamp *m)
{
	static const char date[] = "2026-11-23", minute[] = "2026-11-23T10:00";
	const size_t to_date = sizeof date - 1, to_minute = sizeof minute - 1;
	time_t today = time(NULL) / 86400 * 86400;
	size_t len = strlen(text);
	char full[64];

	if (strcmp(text, "today") == 0 || strcmp(text, "yesterday") == 0) {
		*m =
		    (timestamp)(today - (text[0] == 'y' ? 86400 : 0)) * 1000000;
		return 0;
	}
	if (len == to_date)
		snprintf(full, sizeof full, "%sT00:00:00Z", text);
	else if (len < to_minute)
		return -1;
	else
		snprintf(full, sizeof full, "%.16s%s%s%s", text,
			 text[to_minute] == ':' ? "" : ":00", text + to_minute,
			 strpbrk(text + to_minute, "Zz+-") ? "" : "Z");
	if (full[to_date] == ' ')
		full[to_date] = 'T';
	*m = timestamp_parse(full);
	return *m < 0 ? -1 : 0;
}

int
option_time(const char *text, timestamp *m)
{
	return option_parse_time(text, m)
		   ? complain_usage("\"%s\" is no time", text)
		   : 0;
}

int
option_number(const char *text, long *n)
{
	char *end;

	errno = 0;
	*n = strtol(text, &end, 10);
	if (*end || end == text || errno || *n < 0)
		return complain_usage("\"%s\" is no number", text);
	return 0;
}

int
option_end(int at, int argc, char **argv)
{
	return at < argc ? complain_usage("\"%s\" is too much", argv[at]) : 0;
}
