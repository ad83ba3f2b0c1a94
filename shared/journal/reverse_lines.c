/* back - reads the lines of a file from its end. */

#include "reverse_lines.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

void
back_start(struct back *b, int fd, off_t end)
{
	b->fd = fd;
	b->at = end;
	b->held.len = 0;
}

void
back_free(struct back *b)
{
	buffer_free(&b->held);
}

/* Puts what stands before it in front of what is in hand. */
static bool
more(struct back *b)
{
	/* A long line is not moved again for every small piece of it. */
	size_t want = b->held.len > PIECE ? b->held.len : PIECE;
	size_t n = b->at < (off_t)want ? (size_t)b->at : want, got = 0;

	if (n == 0)
		return false;
	buffer_room(&b->held, n);
	memmove(b->held.at + n, b->held.at, b->held.len);
	while (got < n) {
		ssize_t one = pread(b->fd, b->held.at + got, n - got,
				    b->at - (off_t)(n - got));

		if (one <= 0)
			return false;
		got += (size_t)one;
	}
	b->held.len += n;
	b->at -= (off_t)n;
	return true;
}

bool
back_line(struct back *b, const char **line, size_t *len)
{
	size_t seen = 0;

	/* The newline that ends it is the last byte in hand. */
	if (b->held.len == 0 && !more(b))
		return false;
	for (;;) {
		size_t inside = b->held.len - 1 - seen;
		const char *end =
		    inside ? memrchr(b->held.at, '\n', inside) : NULL;
		size_t from = end ? (size_t)(end - b->held.at) + 1 : 0;

		if (end || b->at == 0) {
			*line = b->held.at + from;
			*len = b->held.len - 1 - from;
			b->held.len = from;
			return true;
		}
		seen = b->held.len - 1;
		if (!more(b))
			return false;
	}
}

off_t
back_end(int fd)
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
