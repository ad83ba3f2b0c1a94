/* session_facts - what the connect of a session was let through with. */

#include "session_facts.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/open_file.h"
#include "base/str.h"
#include "index/entity_id.h"
#include "journal/day_file.h"
#include "journal/journal_line.h"
#include "protocol/hook_roles.h"

/* Sessions in the cache; a power of two. */
#define CACHED ((size_t)4096)
/* With more to read than that, the cache starts anew; bytes. */
#define TAIL_MAX ((off_t)4 << 20)
/* How much is read at a time; bytes. */
#define CHUNK ((size_t)64 * 1024)
#define DAY INT64_C(86400000000) /* in microseconds */
/* Yesterday's file, because a slow program may still write to it; today's. */
#define DAYS 2

struct tail {
	char path[PATH_MAX];
	int fd; /* -1: the day has no file */
	struct stat opened;
	off_t offset; /* of the first line that was not looked at */
};

struct cached_session {
	char *id;    /* of the connection; NULL: the place is free */
	char *facts; /* NULL: unknown */
};

struct session_facts {
	char *state_dir;
	struct live_view *view;
	struct tail days[DAYS];
	int64_t day;	/* since 1970: today, whose files are open */
	int64_t looked; /* in which second the paths were looked at */
	bool looks;	/* the paths are looked at now */
	struct buffer chunk;
	struct journal_line line;
	struct cached_session at[CACHED];
	size_t count;
};

struct session_facts *
session_facts_new(const char *state_dir, struct live_view *view)
{
	struct session_facts *f = calloc(1, sizeof *f);
	size_t i;

	if (!f)
		die(EXIT_TEMPORARY, "cannot allocate the facts of sessions:");
	f->state_dir = str_dup(state_dir);
	f->view = view;
	for (i = 0; i < DAYS; i++)
		f->days[i].fd = -1;
	return f;
}

static void
drop(struct session_facts *f, struct cached_session *c)
{
	f->count -= c->id != NULL;
	free(c->id);
	free(c->facts);
	*c = (struct cached_session){ 0 };
}

static void
drop_all(struct session_facts *f)
{
	size_t i;

	for (i = 0; i < CACHED && f->count > 0; i++)
		drop(f, &f->at[i]);
}

void
session_facts_free(struct session_facts *f)
{
	size_t i;

	if (!f)
		return;
	drop_all(f);
	for (i = 0; i < DAYS; i++)
		if (f->days[i].fd >= 0)
			close(f->days[i].fd);
	buffer_free(&f->chunk);
	journal_line_free(&f->line);
	free(f->state_dir);
	free(f);
}

/* The place of the session, which may have another one, or none. */
static struct cached_session *
place_of(struct session_facts *f, const char *id)
{
	return &f->at[hash_text(HASH_START, id) & (CACHED - 1)];
}

/*
 * A line of a connect makes what is cached of its session outdated; one that
 * cannot be read might be one.
 */
static void
look_at(struct session_facts *f, const char *line, size_t len)
{
	const struct hook_roles *r;
	struct cached_session *c;
	const char *id;

	if (journal_line_read(&f->line, line, len)) {
		drop_all(f);
		return;
	}
	r = hook_roles_find(f->line.hook);
	if (!r || r->kind != ENTITY_CONNECTION || r->role != ROLE_BEGINS)
		return;
	id = entity_id_connection(&f->line);
	c = place_of(f, id);
	if (c->id && strcmp(c->id, id) == 0)
		drop(f, c);
}

/* Lines as EchoApp writes them name the hook at once (record.h). */
static bool
may_be_connect(const char *line, size_t len)
{
	static const char hook[] = "Z\",\"hook\":\"", connect[] = "connect\"";
	static const size_t at =
	    sizeof "{\"time\":\"2026-11-23T10:48:07.123456";
	const size_t name = at - 1 + strlen(hook);

	if (len > name + strlen(connect) &&
	    memcmp(line + at - 1, hook, strlen(hook)) == 0)
		return memcmp(line + name, connect, strlen(connect)) == 0;
	return memmem(line, len, connect, strlen(connect)) != NULL;
}

/* Looks at the connects in some whole lines. */
static void
look_through(struct session_facts *f, const char *at, const char *end)
{
	const char *stop;

	for (; at < end && f->count > 0; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (may_be_connect(at, (size_t)(stop - at)))
			look_at(f, at, (size_t)(stop - at));
	}
}

/* Reads on in a day's file up to `size`; -1: it cannot be, or is too long. */
static int
read_on(struct session_facts *f, struct tail *t, off_t size)
{
	const char *last;
	ssize_t n = 1;

	if (size < t->offset || size - t->offset > TAIL_MAX)
		return -1;
	while (n > 0 && t->offset < size) {
		f->chunk.len = 0;
		buffer_reserve(&f->chunk, CHUNK);
		n = pread(t->fd, f->chunk.at, f->chunk.cap, t->offset);
		last = n > 0 ? memrchr(f->chunk.at, '\n', (size_t)n) : NULL;
		/* A line that is not whole yet, or longer than the memory. */
		if (!last)
			return n < 0 || n == (ssize_t)f->chunk.cap ? -1 : 0;
		look_through(f, f->chunk.at, last + 1);
		t->offset += last + 1 - f->chunk.at;
	}
	return 0;
}

/*
 * Looks at what is new of a day; -1: what is cached does not hold.
 *
 * A file that another replaces loses a link, which fstat() shows; the path is
 * looked at once a second, because another link may be made meanwhile.
 */
static int
catch_up(struct session_facts *f, struct tail *t)
{
	struct stat st;

	if (t->fd < 0)
		return access(t->path, F_OK) ? 0 : -1;
	if (fstat(t->fd, &st))
		return -1;
	if ((f->looks || st.st_nlink != t->opened.st_nlink) &&
	    !open_file_is_current(&t->opened, t->path))
		return -1;
	return read_on(f, t, st.st_size);
}

/* Where the last line of a file begins that is not whole yet; or its end. */
static off_t
end_of_lines(struct session_facts *f, int fd, off_t size)
{
	const off_t from = size > (off_t)CHUNK ? size - (off_t)CHUNK : 0;
	const char *last;
	ssize_t n;

	f->chunk.len = 0;
	buffer_reserve(&f->chunk, CHUNK);
	n = pread(fd, f->chunk.at, (size_t)(size - from), from);
	last = n > 0 ? memrchr(f->chunk.at, '\n', (size_t)n) : NULL;
	return last ? from + (last + 1 - f->chunk.at) : from;
}

/* Opens the day's file, and goes to its end. */
static void
open_day(struct session_facts *f, struct tail *t, timestamp when)
{
	char file[DAY_FILE_SIZE];

	if (t->fd >= 0)
		close(t->fd);
	day_file_name(file, (time_t)(when / 1000000));
	snprintf(t->path, sizeof t->path, "%s/journal/%s", f->state_dir, file);
	t->fd = open_file(AT_FDCWD, t->path, O_RDONLY | O_NOFOLLOW, 0);
	if (t->fd >= 0 && fstat(t->fd, &t->opened) == 0)
		t->offset = end_of_lines(f, t->fd, t->opened.st_size);
}

/* Has everything been looked at that the journal has at this moment? */
static bool
is_caught_up(struct session_facts *f)
{
	size_t i;

	for (i = 0; i < DAYS; i++)
		if (catch_up(f, &f->days[i]))
			return false;
	return true;
}

/* Makes sure that what is cached holds at this moment. */
static void
refresh(struct session_facts *f, timestamp now)
{
	f->looks = now / TIMESTAMP_SECOND != f->looked;
	f->looked = now / TIMESTAMP_SECOND;
	if (f->day == now / DAY && is_caught_up(f))
		return;
	drop_all(f);
	f->day = now / DAY;
	open_day(f, &f->days[0], now - DAY);
	open_day(f, &f->days[1], now);
}

/* What the index and the journal say; not cached if they cannot be read. */
static const char *
ask(struct session_facts *f, struct cached_session *c,
    const struct journal_line *v, const struct timeouts *timeouts,
    timestamp now, const char **why)
{
	const char *facts;

	if (live_view_begin(f->view, timeouts, now)) {
		*why = live_view_error(f->view);
		return NULL;
	}
	facts = live_view_facts(f->view, v);
	drop(f, c);
	*c = (struct cached_session){
		.id = str_dup(entity_id_connection(v)),
		.facts = str_dup(facts),
	};
	f->count++;
	live_view_end(f->view);
	return c->facts;
}

const char *
session_facts_find(struct session_facts *f, const char *node,
		   const char *session, const struct timeouts *timeouts,
		   timestamp now, const char **why)
{
	const struct journal_line v = { .node = node, .session = session };
	struct cached_session *c;
	const char *id;

	refresh(f, now);
	id = entity_id_connection(&v);
	c = place_of(f, id);
	*why = "the connect of this session is not known";
	return c->id && strcmp(c->id, id) == 0
		   ? c->facts
		   : ask(f, c, &v, timeouts, now, why);
}
