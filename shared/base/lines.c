/* lines - the lines of a file that other processes append to. */

#include "lines.h"

#include <string.h>
#include <unistd.h>

/* Bytes read at a time: few enough to stay in the processor's cache. */
#define CHUNK_SIZE ((size_t)128 << 10)

/* Appends bytes of the file to the rest of the chunk; how many, or -1. */
static ssize_t
read_on(struct lines *l)
{
	size_t rest = l->chunk.len - l->at, want = CHUNK_SIZE;
	off_t from = l->offset + (off_t)rest;
	char *into;
	ssize_t n;

	if (l->end <= from)
		return 0;
	if ((off_t)want > l->end - from)
		want = (size_t)(l->end - from);
	if (l->at > 0)
		memmove(l->chunk.at, l->chunk.at + l->at, rest);
	l->chunk.len = rest;
	l->at = 0;
	into = buffer_reserve(&l->chunk, want);
	n = l->read ? l->read(l->arg, into, want, from)
		    : pread(l->fd, into, want, from);
	if (n > 0)
		l->chunk.len += (size_t)n;
	return n;
}

int
lines_next(struct lines *l, const char **line, size_t *len)
{
	size_t seen = 0;

	for (;;) {
		const char *from = l->chunk.at + l->at;
		size_t left = l->chunk.len - l->at;
		const char *end =
		    left > seen ? memchr(from + seen, '\n', left - seen) : NULL;
		ssize_t n;

		if (end) {
			*line = from;
			*len = (size_t)(end - from);
			l->at += *len + 1;
			l->offset += (off_t)*len + 1;
			return 1;
		}
		seen = left;
		n = read_on(l);
		if (n <= 0)
			return (int)n;
	}
}

void
lines_free(struct lines *l)
{
	buffer_free(&l->chunk);
}
