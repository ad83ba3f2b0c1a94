/* recent - what the end of the journal tells, without the index. */

#include "recent.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "back.h"
#include "entity.h"

#define PIECE ((size_t)1 << 20)

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
recent_count(int fd, off_t upto, uint64_t *answered, uint64_t *refused)
{
	struct event scratch = { 0 };
	struct buffer b = { 0 };
	off_t at = 0;

	*answered = *refused = 0;
	while (at < upto) {
		size_t want =
		    upto - at < (off_t)PIECE ? (size_t)(upto - at) : PIECE;
		size_t from = 0;
		ssize_t n = pread(fd, buffer_room(&b, want), want, at);
		const char *end;

		if (n <= 0)
			break;
		b.len += (size_t)n;
		at += n;
		while ((end = memchr(b.at + from, '\n', b.len - from))) {
			size_t len = (size_t)(end - b.at) - from;
			int status = status_of(&scratch, b.at + from, len);

			*answered += status == 200;
			*refused += status > 0 && status != 200;
			from += len + 1;
		}
		memmove(b.at, b.at + from, b.len - from);
		b.len -= from;
	}
	buffer_free(&b);
	event_free(&scratch);
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
