/* purge_count - how much a purge takes out of each day. */

#include "purge_count.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/lines.h"
#include "journal/day_reader.h"

static int
count_lines(struct day_reader *from, const struct entity_keys *keys,
	    struct purge_day *day)
{
	struct lines l = {
		.read = day_reader_read_lines,
		.arg = from,
		.end = day_reader_size(from),
	};
	struct journal_line v = { 0 };
	const char *line;
	int got = -1;
	size_t len;

	while (l.end >= 0 && (got = lines_next(&l, &line, &len)) == 1) {
		bool bad = journal_line_read(&v, line, len) != 0;

		if (bad && v.purged)
			continue;
		day->lines++;
		day->bytes += len + 1;
		if (bad || !entity_keys_has(keys, &v))
			continue;
		day->kept_lines++;
		day->kept_bytes += len + 1;
	}
	journal_line_free(&v);
	lines_free(&l);
	return got;
}

static int
count_day(const struct journal_days *d, const struct entity_keys *keys,
	  struct purge_day *day, struct error *e)
{
	struct day_reader from;
	int bad = day_reader_open(&from, d->dir, day->file);

	if (!bad)
		bad = count_lines(&from, keys, day);
	/* A day that is gone has no lines. */
	bad = bad && errno != ENOENT ? day_reader_explain(&from, e) : 0;
	day_reader_close(&from);
	return bad;
}

int
purge_count_days(const struct journal_days *d, const struct entity_keys *keys,
		 struct purge_day **days, size_t *count, struct error *e)
{
	size_t i;

	*count = 0;
	*days = calloc(d->count + 1, sizeof **days);
	if (!*days)
		die(EXIT_TEMPORARY, "purging the journal:");
	for (i = 0; i < d->count; i++) {
		struct purge_day *day = &(*days)[*count];

		day->file = d->at[i].file;
		if (strncmp(day->file, keys->before, strlen(keys->before)) >= 0)
			break;
		if (count_day(d, keys, day, e)) {
			free(*days);
			*days = NULL;
			return -1;
		}
		++*count;
	}
	return 0;
}
