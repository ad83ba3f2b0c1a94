/* carried_heads - the carried lines of all days, without their sums. */

#include "carried_heads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/lines.h"
#include "base/str.h"
#include "carried_line.h"
#include "journal/day_reader.h"

/* Reads the first line of a day.  0, or -1 with errno. */
static int
read_first(struct day_reader *day, struct journal_line *scratch,
	   struct carried *c, off_t *end)
{
	struct lines l = {
		.read = day_reader_read_lines,
		.arg = day,
		.end = day_reader_size(day),
	};
	const char *line;
	size_t len;
	int got = l.end < 0 ? -1 : lines_next(&l, &line, &len);

	if (got == 1 && journal_line_read(scratch, line, len) &&
	    scratch->purged) {
		carried_line_read_head(c, scratch);
		*end = l.offset;
	}
	lines_free(&l);
	return got < 0 ? -1 : 0;
}

static int
open_day(struct day_reader *r, int dir, const struct journal_day *day)
{
	/* How long it is does not matter, and may take long to find out. */
	if (!day->inode || !day->packed.kind)
		return day_reader_open_known(r, dir, day,
					     day->inode ? 0 : INT64_MAX);
	return day_reader_open(r, dir, day->file);
}

static int
read_day(int dir, const struct journal_day *day, struct journal_line *scratch,
	 struct carried *c, off_t *end, struct error *e)
{
	struct day_reader r;
	int bad = open_day(&r, dir, day);

	if (!bad)
		bad = read_first(&r, scratch, c, end);
	bad = bad && errno != ENOENT ? day_reader_explain(&r, e) : 0;
	day_reader_close(&r);
	return bad;
}

int
carried_heads_read(struct carried_heads *heads, const struct journal_days *d,
		   struct error *e)
{
	struct journal_line scratch = { 0 };
	int bad = 0, error = 0;
	size_t i;

	*heads = (struct carried_heads){ .run = 0 };
	heads->at = calloc(d->count + 1, sizeof *heads->at);
	if (!heads->at)
		die(EXIT_TEMPORARY, "reading the journal:");
	for (i = 0; i < d->count; i++) {
		struct carried_head *head = &heads->at[i];
		struct carried c = { 0 };

		if (read_day(d->dir, &d->at[i], &scratch, &c, &head->end, e)) {
			bad = -1;
			error = errno;
			continue;
		}
		head->run = c.run;
		head->all = c.all;
		if (c.run > heads->run)
			heads->run = c.run;
		if (c.all && c.run > heads->all_run)
			heads->all_run = c.run;
		if (strcmp(c.before, heads->before) > 0)
			str_copy(heads->before, sizeof heads->before, c.before);
	}
	journal_line_free(&scratch);
	errno = error;
	return bad;
}

void
carried_heads_free(struct carried_heads *heads)
{
	free(heads->at);
	*heads = (struct carried_heads){ .run = 0 };
}

bool
carried_heads_include(const struct carried_heads *heads, unsigned run, bool all)
{
	return run < heads->all_run || (run == heads->all_run && !all);
}

void
carried_heads_add(const struct carried_heads *heads, struct carried *c,
		  const struct journal_line *v)
{
	struct carried head = { 0 };

	carried_line_read_head(&head, v);
	if (!carried_heads_include(heads, head.run, head.all))
		carried_line_add(c, v);
}
