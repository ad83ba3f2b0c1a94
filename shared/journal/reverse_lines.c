/* back - reads the lines of a file from its end. */

#include "reverse_lines.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

void
reverse_lines_start(struct reverse_lines *b, int fd, off_t end)
{
	b->fd = fd;
	b->offset = end;
	b->unread.len = 0;
}

void
reverse_lines_free(struct reverse_lines *b)
{
	buffer_free(&b->unread);
}

/* Puts what stands before it in front of what is in hand. */
static bool
read_more(struct reverse_lines *b)
{
	/* A long line is not moved again for every small piece of it. */
	size_t want = b->unread.len > PIECE ? b->unread.len : PIECE;
	size_t n = b->offset < (off_t)want ? (size_t)b->offset : want, got = 0;

	if (n == 0)
		return false;
	buffer_reserve(&b->unread, n);
	memmove(b->unread.at + n, b->unread.at, b->unread.len);
	while (got < n) {
		ssize_t one = pread(b->fd, b->unread.at + got, n - got,
				    b->offset - (off_t)(n - got));

		if (one <= 0)
			return false;
		got += (size_t)one;
	}
	b->unread.len += n;
	b->offset -= (off_t)n;
	return true;
}

bool
reverse_lines_next(struct reverse_lines *b, const char **line, size_t *len)
{
	size_t seen = 0;

	/* The newline that ends it is the last byte in hand. */
	if (b->unread.len == 0 && !read_more(b))
		return false;
	for (;;) {
		size_t inside = b->unread.len - 1 - seen;
		const char *end =
		    inside ? memrchr(b->unread.at, '\n', inside) : NULL;
		size_t from = end ? (size_t)(end - b->unread.at) + 1 : 0;

		if (end || b->offset == 0) {
			*line = b->unread.at + from;
			*len = b->unread.len - 1 - from;
			b->unread.len = from;
			return true;
		}
		seen = b->unread.len - 1;
		if (!read_more(b))
			return false;
	}
}

off_t
reverse_lines_file_end(int fd)
{
	char piece[4096];
	struct stat st;
	off_t end;

	if (fstat(fd, &st))
		return -1;
	for (end = st.st_size; end > 0;) {
		size_t n =
		    end < (off_t)sizeof piece ? (size_t)end : sizeof piece;
		ssize_t got = pread(fd, piece, n, end - (off_t)n);
		const char *last;

		if (got < 0)
			return -1;
		if ((size_t)got < n)
			return 0;
		last = memrchr(piece, '\n', n);
		if (last)
			return end - (off_t)n + (last - piece) + 1;
		end -= (off_t)n;
	}
	return 0;
}
