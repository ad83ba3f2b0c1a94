/* option - what the values of options say, as a person writes them. */

#include "option.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "command.h"

int
option_moment(const char *text, moment *m)
{
	char full[64];
	time_t now = time(NULL) / 86400 * 86400;

	if (strcmp(text, "today") == 0 || strcmp(text, "yesterday") == 0) {
		*m = (moment)(now - (text[0] == 'y' ? 86400 : 0)) * 1000000;
		return 0;
	}
	/* What is left out at the end is zero. */
	switch (strlen(text)) {
	case sizeof "2026-11-23" - 1:
		snprintf(full, sizeof full, "%sT00:00:00Z", text);
		break;
	case sizeof "2026-11-23T10:00Z" - 1:
		snprintf(full, sizeof full, "%.16s:00Z", text);
		break;
	default:
		snprintf(full, sizeof full, "%s", text);
	}
	*m = moment_read(full);
	return *m < 0 ? -1 : 0;
}

int
option_time(const char *text, moment *m)
{
	return option_moment(text, m) ? misused("\"%s\" is no time", text) : 0;
}

int
option_number(const char *text, long *n)
{
	char *end;

	errno = 0;
	*n = strtol(text, &end, 10);
	if (*end || end == text || errno || *n < 0)
		return misused("\"%s\" is no number", text);
	return 0;
}

int
option_end(int at, int argc, char **argv)
{
	return at < argc ? misused("\"%s\" is too much", argv[at]) : 0;
}
