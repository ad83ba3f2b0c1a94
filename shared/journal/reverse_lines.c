/* reverse_lines - reads the lines of a day from its end. */

#include "reverse_lines.h"

#include <string.h>

/* Bytes read at a time, at least. */
#define PIECE ((size_t)64 << 10)

void
reverse_lines_start(struct reverse_lines *r, struct day_reader *from, off_t end)
{
	r->from = from;
	r->failed = false;
	r->offset = end > 0 ? end : 0;
	r->unread.len = 0;
}

void
reverse_lines_free(struct reverse_lines *r)
{
	buffer_free(&r->unread);
}

/* Reads the bytes before those that are unread. */
static bool
read_more(struct reverse_lines *r)
{
	/* Reading twice as much each time moves a long line rarely. */
	size_t want = r->unread.len > PIECE ? r->unread.len : PIECE;
	size_t n = r->offset < (off_t)want ? (size_t)r->offset : want;

	if (n == 0)
		return false;
	buffer_reserve(&r->unread, n);
	memmove(r->unread.at + n, r->unread.at, r->unread.len);
	r->failed = day_reader_read_all(r->from, r->unread.at, n,
					r->offset - (off_t)n) != (ssize_t)n;
	if (r->failed)
		return false;
	r->unread.len += n;
	r->offset -= (off_t)n;
	return true;
}

bool
reverse_lines_next(struct reverse_lines *r, const char **line, size_t *len)
{
	size_t seen = 0;

	/* The last unread byte is the line's newline. */
	if (r->unread.len == 0 && !read_more(r))
		return false;
	for (;;) {
		size_t inside = r->unread.len - 1 - seen;
		const char *end =
		    inside ? memrchr(r->unread.at, '\n', inside) : NULL;
		size_t from = end ? (size_t)(end - r->unread.at) + 1 : 0;

		if (end || r->offset == 0) {
			*line = r->unread.at + from;
			*len = r->unread.len - 1 - from;
			r->unread.len = from;
			return true;
		}
		seen = r->unread.len - 1;
		if (!read_more(r))
			return false;
	}
}
