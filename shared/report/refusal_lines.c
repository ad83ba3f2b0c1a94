/* refusal_lines - the refusals in the journal, the last one first. */

#include "refusal_lines.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "journal/day_reader.h"

/* So many places are read at a time. */
#define PLACES 64

/* Most lines are shorter. */
#define LINE_BYTES ((size_t)2048)

struct walk {
	const struct journal_days *days;
	struct day_reader day;
	int64_t open; /* the day that is open; 0: none */
	struct buffer text;
	struct journal_line line;
};

static void
close_day(struct walk *w)
{
	if (w->open)
		day_reader_close(&w->day);
	w->open = 0;
}

/* Prepares the day to be read backwards; -1: it cannot be read. */
static int
open_day(struct walk *w, int64_t day)
{
	char file[DAY_FILE_SIZE];

	if (w->open == day)
		return 0;
	close_day(w);
	if (day <= 0 || day > 99991231)
		return -1;
	snprintf(file, sizeof file, "%08d.ndjson", (int)day);
	if (day_reader_open(&w->day, w->days->dir, file))
		return -1;
	w->open = day;
	return day_reader_end(&w->day) < 0 ? -1 : 0;
}

/* Reads the line; -1: it is gone, or is no refusal any more. */
static int
read_line(struct walk *w, struct refusal_place at)
{
	const char *end = NULL;
	size_t want = LINE_BYTES;
	ssize_t n = 0;

	if (open_day(w, at.day))
		return -1;
	do {
		w->text.len = 0;
		n = day_reader_read_all(&w->day, buffer_reserve(&w->text, want),
					want, at.offset);
		if (n > 0)
			end = memchr(w->text.at, '\n', (size_t)n);
		want *= 8;
	} while (!end && n == (ssize_t)want / 8);
	return end &&
		       journal_line_read(&w->line, w->text.at,
					 (size_t)(end - w->text.at)) == 0 &&
		       w->line.status != 200
		   ? 0
		   : -1;
}

int
refusal_lines_each(struct index *ix, const struct journal_days *days,
		   struct refusal_place before, int max, refusal_lines_fn *each,
		   void *arg)
{
	struct refusal_place places[PLACES];
	struct walk w = { .days = days };
	int count = PLACES, i;
	bool more = true;

	while (more && max > 0 && count == PLACES) {
		count = refusals_read(ix, before, places, PLACES);
		for (i = 0; i < count && more && max > 0; i++, max--) {
			before = places[i];
			if (read_line(&w, before) == 0)
				more = each(arg, &w.line, before);
		}
	}
	close_day(&w);
	journal_line_free(&w.line);
	buffer_free(&w.text);
	if (count < 0)
		return -1;
	return !more || max == 0;
}
