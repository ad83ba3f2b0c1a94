/* read_file - reads a whole file at once. */

#include "read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "open_file.h"

/* Bytes read at a time of a file that grows while it is read. */
#define CHUNK 4096

static int
read_all(int fd, size_t max, struct buffer *b, struct error *error)
{
	const size_t from = b->len;
	ssize_t n;

	for (;;) {
		const size_t room = b->cap > b->len ? b->cap - b->len : CHUNK;

		n = read(fd, buffer_reserve(b, room), room);
		if (n == 0)
			return 0;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(error, "%s", error_text(errno));
		b->len += (size_t)n;
		if (b->len - from > max)
			return error_set(
			    error, "the file is longer than %zu bytes", max);
	}
}

int
read_file(const char *path, size_t max, struct buffer *b, struct stat *st,
	  struct error *error)
{
	int fd = open_file(AT_FDCWD, path, O_RDONLY, 0);
	int failed = -1;

	*st = (struct stat){ 0 };
	if (fd < 0)
		return error_set(error, "%s", error_text(errno));
	if (fstat(fd, st))
		error_set(error, "%s", error_text(errno));
	else if ((uintmax_t)st->st_size > max)
		error_set(error, "the file is longer than %zu bytes", max);
	else {
		/* One byte more, for the read() that finds the end. */
		buffer_reserve(b, (size_t)st->st_size + 1);
		failed = read_all(fd, max, b, error);
	}
	close(fd);
	return failed;
}
