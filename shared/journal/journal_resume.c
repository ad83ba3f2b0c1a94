/* journal_resume - where a reader continues in a file that was replaced. */

#include "journal_resume.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/lines.h"
#include "day_reader.h"
#include "journal_line.h"

/* The length of `{"time":"2026-11-23T10:48:07.123456Z"`, as lines begin. */
#define TIME_MEMBER_BYTES 37

static struct lines
lines_of(int fd)
{
	struct stat st = { 0 };

	fstat(fd, &st);
	return (struct lines){ .fd = fd, .end = st.st_size };
}

static void
read_first(int fd, struct buffer *into)
{
	struct lines l = lines_of(fd);
	const char *line;
	size_t len;

	if (lines_next(&l, &line, &len) == 1)
		buffer_add(into, line, len);
	lines_free(&l);
}

static bool
is_carried(const struct buffer *line)
{
	struct journal_line v = { 0 };
	bool carried = line->len > 0 &&
		       journal_line_read(&v, line->at, line->len) && v.purged;

	journal_line_free(&v);
	return carried;
}

/* Skips as many lines as the old file has up to the offset. */
static off_t
skip_as_many(struct lines *old, struct lines *new)
{
	const char *line;
	off_t at = 0;
	size_t len;

	while (lines_next(old, &line, &len) == 1 &&
	       lines_next(new, &line, &len) == 1)
		at = new->offset;
	return at;
}

/* Skips the carried line, and the lines that the old file has as well. */
static off_t
skip_same(struct lines *old, struct lines *new)
{
	const char *line, *was;
	size_t len, was_len;
	off_t at = 0;

	if (lines_next(new, &line, &len) == 1)
		at = new->offset;
	while (lines_next(new, &line, &len) == 1) {
		int got;

		while ((got = lines_next(old, &was, &was_len)) == 1)
			if (was_len == len && memcmp(was, line, len) == 0)
				break;
		if (got != 1)
			break;
		at = new->offset;
	}
	return at;
}

static bool
have_same_time(const struct buffer *a, const struct buffer *b)
{
	return a->len >= TIME_MEMBER_BYTES && b->len >= TIME_MEMBER_BYTES &&
	       memcmp(a->at, b->at, TIME_MEMBER_BYTES) == 0;
}

static bool
are_same(const struct buffer *a, const struct buffer *b)
{
	return a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

off_t
journal_resume_replaced(int old, off_t offset, int new)
{
	struct lines before = lines_of(old), now = lines_of(new);
	struct buffer old_first = { 0 }, new_first = { 0 };
	off_t at = 0;

	if (before.end > offset)
		before.end = offset;
	read_first(old, &old_first);
	read_first(new, &new_first);
	if (is_carried(&new_first) && !are_same(&old_first, &new_first))
		at = skip_same(&before, &now);
	else if (have_same_time(&old_first, &new_first))
		at = skip_as_many(&before, &now);
	buffer_free(&old_first);
	buffer_free(&new_first);
	lines_free(&before);
	lines_free(&now);
	return at;
}

off_t
journal_resume_shortened(int fd)
{
	struct buffer first = { 0 };
	off_t at = 0;

	read_first(fd, &first);
	if (is_carried(&first))
		at = day_reader_end(&DAY_READER_OF(fd));
	buffer_free(&first);
	return at < 0 ? 0 : at;
}
