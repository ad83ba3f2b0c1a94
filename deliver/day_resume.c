/* day_resume - where a reader continues in a day that was written anew. */

#include "day_resume.h"

#include "base/lines.h"
#include "index/checkpoints.h"
#include "journal/journal_line.h"

static timestamp
time_of(struct journal_line *parsed, const char *line, size_t len)
{
	return journal_line_read(parsed, line, len) ? -1 : parsed->time;
}

int
day_resume(struct day_reader *r, struct delivery_day *d)
{
	struct lines lines = {
		.read = day_reader_read_lines,
		.arg = r,
		.end = day_reader_size(r),
	};
	struct journal_line parsed = { 0 };
	off_t later = -1, start = 0;
	const char *line;
	size_t len;
	int got = 0;

	if (lines.end < 0)
		return -1;
	if (!d->offset ||
	    (d->offset <= lines.end &&
	     checkpoints_fingerprint(r, d->offset) == d->fingerprint))
		return 0;
	while ((got = lines_next(&lines, &line, &len)) == 1) {
		if (checkpoints_fingerprint(r, lines.offset) ==
		    d->fingerprint) {
			later = lines.offset;
			break;
		}
		if (later < 0 &&
		    time_of(&parsed, line, len) > d->time - DAY_RESUME_SLACK)
			later = start;
		start = lines.offset;
	}
	if (got >= 0)
		d->offset = later >= 0 ? later : start;
	journal_line_free(&parsed);
	lines_free(&lines);
	return got < 0 ? -1 : 0;
}
