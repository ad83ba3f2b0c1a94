/* journal_tail - reads the end of the journal, without the index. */

#include "journal_tail.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/entity.h"
#include "journal/reverse_lines.h"

/* Lines that EchoApp writes have the HTTP status within so many bytes. */
#define STATUS_WITHIN 256

/* So many unreadable lines may follow the last readable one. */
#define TRIES_MAX 100

/*
 * The HTTP status; -1: the line is unreadable.  Only a line that another
 * program wrote is parsed.  A status in a body is a string, not a number.
 */
static int
status_of(struct journal_line *scratch, const char *line, size_t len)
{
	static const char member[] = ",\"status\":";
	const size_t n = sizeof member - 1;
	const char *at =
	    memmem(line, len < STATUS_WITHIN ? len : STATUS_WITHIN, member, n);

	if (at && (size_t)(at - line) + n + 3 < len && at[n] >= '1' &&
	    at[n] <= '9')
		return (at[n] - '0') * 100 + (at[n + 1] - '0') * 10 +
		       (at[n + 2] - '0');
	return journal_line_read(scratch, line, len) ? -1 : scratch->status;
}

void
journal_tail_refused(const struct journal_days *d, uint64_t max,
		     void (*each)(void *, const struct journal_line *),
		     void *arg)
{
	struct journal_line e = { 0 };
	struct reverse_lines b = { 0 };
	off_t seen = 0;
	size_t i;

	for (i = d->count; i-- > 0 && max > 0 && seen < JOURNAL_TAIL_BYTES;) {
		struct day_reader day;
		const char *line;
		size_t len;

		if (day_reader_open(&day, d->dir, d->at[i].file))
			continue;
		reverse_lines_start(&b, &day, day_reader_end(&day));
		while (max > 0 && seen < JOURNAL_TAIL_BYTES &&
		       reverse_lines_next(&b, &line, &len)) {
			seen += (off_t)len + 1;
			if (status_of(&e, line, len) == 200 ||
			    journal_line_read(&e, line, len))
				continue;
			each(arg, &e);
			max--;
		}
		day_reader_close(&day);
	}
	reverse_lines_free(&b);
	journal_line_free(&e);
}

timestamp
journal_tail_last_time(struct day_reader *day)
{
	struct journal_line e = { 0 };
	struct reverse_lines b = { 0 };
	timestamp when = TIMESTAMP_NONE;
	const char *line;
	size_t len;
	int tries;

	reverse_lines_start(&b, day, day_reader_end(day));
	for (tries = 0; tries < TRIES_MAX && when == TIMESTAMP_NONE; tries++) {
		if (!reverse_lines_next(&b, &line, &len))
			break;
		if (journal_line_read(&e, line, len) == 0)
			when = e.time;
	}
	reverse_lines_free(&b);
	journal_line_free(&e);
	return when;
}

bool
journal_tail_is_torn(struct day_reader *day)
{
	const struct timespec pause = { .tv_nsec = 50000000 };
	off_t size, end;
	int tries;

	for (tries = 0; tries < 3; tries++) {
		if (tries)
			nanosleep(&pause, NULL);
		size = day_reader_size(day);
		end = day_reader_end(day);
		if (size < 0 || end < 0 || end == size)
			return false;
	}
	return true;
}
