/* recent - what the end of the journal tells, without the index. */

#include "journal_tail.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "index/entity.h"
#include "journal/reverse_lines.h"

/* Where our own lines say the status that was answered; behind the hook. */
#define NEAR 256

/*
 * The status answered.  A line is read only when it is not as we write it: a
 * body may have a status, too, but that is a string.
 */
static int
status_of(struct event *scratch, const char *line, size_t len)
{
	static const char member[] = ",\"status\":";
	const size_t n = sizeof member - 1;
	const char *at = memmem(line, len < NEAR ? len : NEAR, member, n);

	if (at && (size_t)(at - line) + n + 3 < len && at[n] >= '1' &&
	    at[n] <= '9')
		return (at[n] - '0') * 100 + (at[n + 1] - '0') * 10 +
		       (at[n + 2] - '0');
	return event_read(scratch, line, len) ? -1 : scratch->status;
}

void
recent_refused(const struct days *d, uint64_t most,
	       void (*each)(void *, const struct event *), void *arg)
{
	struct event e = { 0 };
	struct back b = { 0 };
	off_t seen = 0;
	size_t i;

	for (i = d->count; i-- > 0 && most > 0 && seen < RECENT_BYTES;) {
		int fd = days_file(d, d->at[i].file, O_RDONLY);
		const char *line;
		size_t len;

		if (fd < 0)
			continue;
		back_start(&b, fd, back_end(fd));
		while (most > 0 && seen < RECENT_BYTES &&
		       back_line(&b, &line, &len)) {
			seen += (off_t)len + 1;
			if (status_of(&e, line, len) == 200 ||
			    event_read(&e, line, len))
				continue;
			each(arg, &e);
			most--;
		}
		close(fd);
	}
	back_free(&b);
	event_free(&e);
}

moment
recent_line(int fd)
{
	struct event e = { 0 };
	struct back b = { 0 };
	moment when = NEVER;
	const char *line;
	size_t len;
	int tries;

	back_start(&b, fd, back_end(fd));
	for (tries = 0; tries < 100 && when == NEVER; tries++) {
		if (!back_line(&b, &line, &len))
			break;
		if (event_read(&e, line, len) == 0)
			when = e.time;
	}
	back_free(&b);
	event_free(&e);
	return when;
}
