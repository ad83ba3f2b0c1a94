/* day_file - the names of a day's files in STATE/journal. */

#include "day_file.h"

#include <stdio.h>
#include <string.h>

#define NAME_LENGTH ((int)(sizeof "20261123.ndjson" - 1))

static const char *const endings[] = {
	[PACKED_NONE] = "",
	[PACKED_ZSTD] = ".zst",
	[PACKED_GZIP] = ".gz",
};

void
day_file_name(char into[DAY_FILE_SIZE], time_t second)
{
	struct tm tm;

	/* gmtime_r() fails for years that do not fit into an int. */
	if (!gmtime_r(&second, &tm))
		tm = (struct tm){ .tm_mday = 1 };
	strftime(into, DAY_FILE_SIZE, "%Y%m%d.ndjson", &tm);
}

void
day_file_date(char into[DAY_FILE_DATE_SIZE], const char *day)
{
	snprintf(into, DAY_FILE_DATE_SIZE, "%.4s-%.2s-%.2s", day, day + 4,
		 day + 6);
}

void
day_file_packed_name(char into[DAY_FILE_SIZE], const char *day,
		     enum packed_kind kind)
{
	snprintf(into, DAY_FILE_SIZE, "%.*s%s", NAME_LENGTH, day,
		 endings[kind]);
}

enum packed_kind
day_file_kind(const char *name)
{
	enum packed_kind kind;

	for (kind = PACKED_ZSTD; kind <= PACKED_GZIP; kind++)
		if (strlen(name) > (size_t)NAME_LENGTH &&
		    strcmp(name + NAME_LENGTH, endings[kind]) == 0)
			return kind;
	return PACKED_NONE;
}

int
day_file_is_name(const struct dirent *e)
{
	const char *name = e->d_name;

	return strspn(name, "0123456789") == 8 &&
	       strncmp(name + 8, ".ndjson", strlen(".ndjson")) == 0 &&
	       (name[NAME_LENGTH] == '\0' || day_file_kind(name));
}
