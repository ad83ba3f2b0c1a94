/* day_file - the name of a day's file in STATE/journal. */

#include "day_file.h"

#include <string.h>

void
day_file_name(char into[DAY_FILE_SIZE], time_t second)
{
	struct tm tm;

	/* gmtime_r() fails for years that do not fit into an int. */
	if (!gmtime_r(&second, &tm))
		tm = (struct tm){ .tm_mday = 1 };
	strftime(into, DAY_FILE_SIZE, "%Y%m%d.ndjson", &tm);
}

int
day_file_is_name(const struct dirent *e)
{
	return strlen(e->d_name) == strlen("20261123.ndjson") &&
	       strspn(e->d_name, "0123456789") == 8 &&
	       strcmp(e->d_name + 8, ".ndjson") == 0;
}
