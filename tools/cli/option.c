/* option - values of options and arguments that every command may have. */

#include "option.h"

#include <errno.h>
#include <stdlib.h>

#include "base/time_text.h"
#include "complain.h"

int
option_time(const char *text, timestamp *m)
{
	return time_text_parse(text, m)
		   ? complain_usage("\"%s\" is not a time: give %s", text,
				    TIME_TEXT_FORMS)
		   : 0;
}

int
option_day(const char *text, timestamp *m)
{
	const timestamp day = 86400 * TIMESTAMP_SECOND;

	return time_text_parse_utc(text, m) || *m % day != 0
		   ? complain_usage("\"%s\" is not a date: give 2026-11-23,"
				    " today or yesterday",
				    text)
		   : 0;
}

int
option_number(const char *text, long *n)
{
	char *end;

	errno = 0;
	*n = strtol(text, &end, 10);
	if (*end || end == text || errno || *n < 0)
		return complain_usage("\"%s\" is not a number: give 0 or more",
				      text);
	return 0;
}

int
option_end(int at, int argc, char **argv)
{
	return at < argc
		   ? complain_usage("unexpected argument \"%s\"", argv[at])
		   : 0;
}
