/* connect_tail - the lines of connects that come to the journal. */

#include "connect_tail.h"

#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/open_file.h"
#include "base/str.h"
#include "journal/day_file.h"
#include "protocol/hook_roles.h"

/* The most that is read while a request waits, in bytes: about 2 ms. */
#define TAIL_MAX ((off_t)4 << 20)
/* How much is read at a time; bytes. */
#define CHUNK ((size_t)64 * 1024)
#define DAY INT64_C(86400000000) /* in microseconds */
/* From then on, yesterday's file is looked at once a second. */
#define LATE_MAX (3600 * TIMESTAMP_SECOND)

struct tail {
	char path[PATH_MAX];
	int fd; /* -1: the day has no file */
	struct stat opened;
	off_t offset; /* of the first line that was not looked at */
};

struct connect_tail {
	char *state_dir;
	struct tail days[CONNECT_TAIL_DAYS];
	int64_t day;	/* since 1970: today, whose files are open */
	int64_t looked; /* in which second the paths were looked at */
	bool looks;	/* the paths are looked at now */
	struct buffer chunk;
	struct journal_line line;
	void (*each)(void *, const struct journal_line *);
	void *arg;
};

struct connect_tail *
connect_tail_new(const char *state_dir)
{
	struct connect_tail *c = calloc(1, sizeof *c);
	size_t i;

	if (!c)
		die(EXIT_TEMPORARY, "cannot allocate a tail of the journal:");
	c->state_dir = str_dup(state_dir);
	for (i = 0; i < CONNECT_TAIL_DAYS; i++)
		c->days[i].fd = -1;
	return c;
}

static void
close_days(struct connect_tail *c)
{
	size_t i;

	for (i = 0; i < CONNECT_TAIL_DAYS; i++) {
		if (c->days[i].fd >= 0)
			close(c->days[i].fd);
		c->days[i].fd = -1;
	}
}

void
connect_tail_free(struct connect_tail *c)
{
	if (!c)
		return;
	close_days(c);
	buffer_free(&c->chunk);
	journal_line_free(&c->line);
	free(c->state_dir);
	free(c);
}

static int
open_day(struct connect_tail *c, struct tail *t, timestamp when,
	 const struct connect_tail_start *start)
{
	char file[DAY_FILE_SIZE];

	day_file_name(file, (time_t)(when / TIMESTAMP_SECOND));
	snprintf(t->path, sizeof t->path, "%s/journal/%s", c->state_dir, file);
	if (start->inode == 0)
		return 0;
	t->fd = open_file(AT_FDCWD, t->path, O_RDONLY | O_NOFOLLOW, 0);
	t->offset = start->offset;
	return t->fd >= 0 && fstat(t->fd, &t->opened) == 0 &&
		       t->opened.st_ino == start->inode
		   ? 0
		   : -1;
}

int
connect_tail_begin(struct connect_tail *c, timestamp now,
		   const struct connect_tail_start starts[CONNECT_TAIL_DAYS])
{
	close_days(c);
	c->day = now / DAY;
	c->looked = 0;
	return open_day(c, &c->days[0], now - DAY, &starts[0]) ||
		       open_day(c, &c->days[1], now, &starts[1])
		   ? -1
		   : 0;
}

/* Lines as EchoApp writes them name the hook at once (record.h). */
static bool
may_be_connect(const char *line, size_t len)
{
	static const char hook[] = "Z\",\"hook\":\"", connect[] = "connect\"";
	static const size_t at =
	    sizeof "{\"time\":\"2026-11-23T10:48:07.123456" - 1;
	const size_t name = at + strlen(hook);

	if (len > name + strlen(connect) &&
	    memcmp(line + at, hook, strlen(hook)) == 0)
		return memcmp(line + name, connect, strlen(connect)) == 0;
	return memmem(line, len, connect, strlen(connect)) != NULL;
}

/* Looks at a line; -1: it cannot be read, and might be a connect. */
static int
look_at(struct connect_tail *c, const char *line, size_t len)
{
	const struct hook_roles *r;

	if (journal_line_read(&c->line, line, len))
		return -1;
	r = hook_roles_find(c->line.hook);
	if (r && r->kind == ENTITY_CONNECTION && r->role == ROLE_BEGINS)
		c->each(c->arg, &c->line);
	return 0;
}

/* Looks at the connects in some whole lines. */
static int
look_through(struct connect_tail *c, const char *at, const char *end)
{
	const char *stop;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (may_be_connect(at, (size_t)(stop - at)) &&
		    look_at(c, at, (size_t)(stop - at)))
			return -1;
	}
	return 0;
}

/* Reads on in a day's file up to `size`. */
static int
read_on(struct connect_tail *c, struct tail *t, off_t size)
{
	const char *last;
	ssize_t n = 1;

	if (size < t->offset || size - t->offset > TAIL_MAX)
		return -1;
	while (n > 0 && t->offset < size) {
		c->chunk.len = 0;
		buffer_reserve(&c->chunk, CHUNK);
		n = pread(t->fd, c->chunk.at, c->chunk.cap, t->offset);
		last = n > 0 ? memrchr(c->chunk.at, '\n', (size_t)n) : NULL;
		/* A line that is not whole yet, or longer than the memory. */
		if (!last)
			return n < 0 || n == (ssize_t)c->chunk.cap ? -1 : 0;
		if (look_through(c, c->chunk.at, last + 1))
			return -1;
		t->offset += last + 1 - c->chunk.at;
	}
	return 0;
}

/*
 * A file that another replaces loses a link, which fstat() shows; the path is
 * looked at once a second, because another link may be made meanwhile.
 */
static int
catch_up(struct connect_tail *c, struct tail *t)
{
	struct stat st;

	if (t->fd < 0)
		return access(t->path, F_OK) ? 0 : -1;
	if (fstat(t->fd, &st))
		return -1;
	if ((c->looks || st.st_nlink != t->opened.st_nlink) &&
	    !open_file_is_current(&t->opened, t->path))
		return -1;
	return read_on(c, t, st.st_size);
}

int
connect_tail_read(struct connect_tail *c, timestamp now,
		  void (*each)(void *, const struct journal_line *), void *arg)
{
	size_t i;

	c->each = each;
	c->arg = arg;
	c->looks = now / TIMESTAMP_SECOND != c->looked;
	c->looked = now / TIMESTAMP_SECOND;
	if (c->day != now / DAY)
		return -1;
	i = c->looks || now % DAY < LATE_MAX ? 0 : 1;
	for (; i < CONNECT_TAIL_DAYS; i++)
		if (catch_up(c, &c->days[i]))
			return -1;
	return 0;
}
