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

/* Offsets at which the reader may go on; -1: there is none. */
struct places {
	off_t same;    /* after the same bytes */
	off_t counted; /* after as many lines */
	off_t later;   /* at a later line */
};

/* Returns 0, or -1 with errno; then l->offset is the end. */
static int
look(struct day_reader *r, const struct delivery_day *d, struct lines *l,
     struct places *p)
{
	struct journal_line parsed = { 0 };
	off_t start = 0;
	int64_t number = 0;
	const char *line;
	timestamp time;
	size_t len;
	int got = 0;

	while (p->same < 0 && (got = lines_next(l, &line, &len)) == 1) {
		time = time_of(&parsed, line, len);
		if (checkpoints_fingerprint(r, l->offset) == d->fingerprint)
			p->same = l->offset;
		if (++number == d->lines && time == d->time)
			p->counted = l->offset;
		if (p->later < 0 && time > d->time - DAY_RESUME_SLACK)
			p->later = start;
		start = l->offset;
	}
	journal_line_free(&parsed);
	return got < 0 ? -1 : 0;
}

int
day_resume(struct day_reader *r, struct delivery_day *d)
{
	struct lines lines = {
		.read = day_reader_read_lines,
		.arg = r,
		.end = day_reader_size(r),
	};
	struct places p = { -1, -1, -1 };
	int bad;

	if (lines.end < 0)
		return -1;
	if (!d->offset ||
	    (d->offset <= lines.end &&
	     checkpoints_fingerprint(r, d->offset) == d->fingerprint))
		return 0;
	bad = look(r, d, &lines, &p);
	if (!bad) {
		d->offset = p.same >= 0	     ? p.same
			    : p.counted >= 0 ? p.counted
			    : p.later >= 0   ? p.later
					     : lines.offset;
		if (p.same >= 0 || p.counted < 0)
			d->lines = -1;
	}
	lines_free(&lines);
	return bad;
}
