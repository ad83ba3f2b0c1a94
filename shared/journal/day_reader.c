/* day_reader - reads a day of the journal, compressed or not, at any offset. */

#include "day_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/open_file.h"
#include "base/str.h"

/* Bytes of a line that tell it from all others: it begins with its time. */
#define HEAD_BYTES 64

static int
open_kind(const struct day_reader *r, enum packed_kind kind)
{
	char name[DAY_FILE_SIZE];

	day_file_packed_name(name, r->day, kind);
	return open_file(r->dir, name, O_RDONLY | O_NOFOLLOW, 0);
}

static int
open_packed(struct day_reader *r)
{
	int fd = open_kind(r, r->kind);

	if (fd < 0)
		return -1;
	r->packed = packed_open(fd, r->kind, r->dir);
	return r->packed ? 0 : -1;
}

static void
forget_packed(struct day_reader *r)
{
	if (r->packed)
		packed_close(r->packed);
	r->packed = NULL;
	r->packed_bytes = 0;
	r->kind = PACKED_NONE;
}

/* Do the compressed bytes from `offset` on begin as the other file does? */
static bool
begins_alike(struct day_reader *r, off_t offset, const char *head, size_t len)
{
	char bytes[HEAD_BYTES];
	size_t got = 0;
	ssize_t n = 1;

	while (got < len && (n = packed_read(r->packed, bytes + got, len - got,
					     offset + (off_t)got)) > 0)
		got += (size_t)n;
	return got == len && memcmp(bytes, head, len) == 0;
}

/*
 * Both files are there.  The one that is being compressed has the same
 * beginning, and a file that was compressed together with lines that were there
 * before is the end of the compressed one.  A compressed file that cannot be
 * read is not finished yet, if the other has bytes.
 */
static int
choose(struct day_reader *r)
{
	char head[HEAD_BYTES];
	struct stat st;
	ssize_t n;
	off_t size;

	if (fstat(r->fd, &st) || (n = pread(r->fd, head, sizeof head, 0)) < 0)
		return -1;
	size = packed_size(r->packed);
	r->packed_bytes = size;
	if (size < 0 && (errno != EBADMSG || n == 0))
		return -1;
	if (size < 0 ||
	    (st.st_size >= size && size > 0 &&
	     begins_alike(r, 0, head, size < n ? (size_t)size : (size_t)n))) {
		forget_packed(r);
	} else if (n > 0 && size >= st.st_size &&
		   (begins_alike(r, 0, head, (size_t)n) ||
		    begins_alike(r, size - st.st_size, head, (size_t)n))) {
		close(r->fd);
		r->fd = -1;
	}
	return 0;
}

/* Opens the compressed file, if there is one.  0, or -1 with errno. */
static int
open_any_packed(struct day_reader *r)
{
	for (r->kind = PACKED_ZSTD; r->kind <= PACKED_GZIP; r->kind++)
		if (open_packed(r) == 0)
			return 0;
		else if (errno != ENOENT)
			return -1;
	r->kind = PACKED_NONE;
	return -1;
}

static bool
has_bytes(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0;
}

/* The compressed file is opened last, because it appears first. */
static int
open_both(struct day_reader *r)
{
	r->fd = open_kind(r, PACKED_NONE);
	if (r->fd < 0 && errno != ENOENT)
		return -1;
	if (open_any_packed(r)) {
		if (errno == ENOENT && r->fd >= 0)
			return 0;
		/* It may not be finished yet: see choose(). */
		if (errno != EBADMSG || !has_bytes(r->fd))
			return -1;
		r->kind = PACKED_NONE;
		return 0;
	}
	if (r->fd >= 0)
		return choose(r);
	r->packed_bytes = packed_size(r->packed);
	return r->packed_bytes < 0 ? -1 : 0;
}

static void
close_keeping_errno(struct day_reader *r)
{
	const enum packed_kind kind = r->kind;
	int error = errno;

	day_reader_close(r);
	r->kind = kind; /* for day_reader_explain() */
	errno = error;
}

int
day_reader_open(struct day_reader *r, int dir, const char *day)
{
	*r = (struct day_reader){ .dir = dir, .fd = -1 };
	str_copy(r->day, sizeof r->day, day);
	errno = ENOENT;
	if (dir >= 0 && open_both(r) == 0)
		return 0;
	close_keeping_errno(r);
	return -1;
}

int
day_reader_open_known(struct day_reader *r, int dir,
		      const struct journal_day *day, off_t packed_bytes)
{
	*r = (struct day_reader){
		.dir = dir,
		.fd = -1,
		.kind = packed_bytes ? day->packed.kind : PACKED_NONE,
		.packed_bytes = packed_bytes,
	};
	str_copy(r->day, sizeof r->day, day->file);
	if (!day->inode)
		return 0;
	r->fd = open_kind(r, PACKED_NONE);
	return r->fd < 0 ? -1 : 0;
}

void
day_reader_close(struct day_reader *r)
{
	forget_packed(r);
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
}

off_t
day_reader_size(const struct day_reader *r)
{
	struct stat st = { 0 };

	if (r->fd >= 0 && fstat(r->fd, &st))
		return -1;
	return r->packed_bytes + st.st_size;
}

ssize_t
day_reader_read(struct day_reader *r, char *into, size_t n, off_t offset)
{
	if (offset >= r->packed_bytes)
		return r->fd < 0
			   ? 0
			   : pread(r->fd, into, n, offset - r->packed_bytes);
	if (!r->packed && open_packed(r))
		return -1;
	if ((off_t)n > r->packed_bytes - offset)
		n = (size_t)(r->packed_bytes - offset);
	return packed_read(r->packed, into, n, offset);
}

ssize_t
day_reader_read_lines(void *reader, char *into, size_t n, off_t offset)
{
	return day_reader_read(reader, into, n, offset);
}

ssize_t
day_reader_read_all(struct day_reader *r, char *into, size_t n, off_t offset)
{
	size_t got = 0;
	ssize_t count;

	while (got < n) {
		count = day_reader_read(r, into + got, n - got,
					offset + (off_t)got);
		if (count < 0)
			return -1;
		if (count == 0)
			break;
		got += (size_t)count;
	}
	return (ssize_t)got;
}

off_t
day_reader_end(struct day_reader *r)
{
	off_t end = day_reader_size(r);
	char piece[4096];

	if (end < 0 || (r->packed && packed_allow_reverse(r->packed)))
		return -1;
	while (end > 0) {
		size_t n =
		    end < (off_t)sizeof piece ? (size_t)end : sizeof piece;
		ssize_t got = day_reader_read_all(r, piece, n, end - (off_t)n);
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

const char *
day_reader_error(int error)
{
	return error == EBADMSG ? "it is torn or damaged" : error_text(error);
}

int
day_reader_explain(const struct day_reader *r, struct error *e)
{
	char name[DAY_FILE_SIZE];

	day_file_packed_name(name, r->day, r->kind);
	if (errno != EBADMSG)
		return error_set(e, "cannot read journal/%s:", name);
	return error_set(e,
			 "cannot read journal/%s: it is torn or damaged; "
			 "restore it from a backup, or move it away and do "
			 "without its records",
			 name);
}
