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
	char file[DAY_FILE_SIZE];
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

/* Looks at the connects in some whole lines. */
static void
look_through(struct session_facts *f, const char *at, const char *end)
{
	static const char hook[] = "connect\"";
	const char *found, *start, *stop;

	while (at < end && f->count > 0 &&
	       (found = memmem(at, (size_t)(end - at), hook, strlen(hook)))) {
		start = memrchr(at, '\n', (size_t)(found - at));
		start = start ? start + 1 : at;
		stop = memchr(found, '\n', (size_t)(end - found));
		look_at(f, start, (size_t)(stop - start));
		at = stop + 1;
	}
}

/* Reads on in a day's file; -1: it cannot be read, or is too far ahead. */
static int
catch_up(struct session_facts *f, struct tail *t)
{
	struct stat st;
	const char *last;
	ssize_t n = 1;

	if (t->fd < 0)
		return 0;
	if (fstat(t->fd, &st) || st.st_size < t->offset ||
	    st.st_size - t->offset > TAIL_MAX)
		return -1;
	while (n > 0 && t->offset < st.st_size) {
		f->chunk.len = 0;
		buffer_reserve(&f->chunk, CHUNK);
		n = pread(t->fd, f->chunk.at, f->chunk.cap, t->offset);
		last = n > 0 ? memrchr(f->chunk.at, '\n', (size_t)n) : NULL;
		/* A line that is not whole yet, or longer than the memory. */
		if (!last)
			return n == (ssize_t)f->chunk.cap ? -1 : (int)(n >> 31);
		look_through(f, f->chunk.at, last + 1);
		t->offset += last + 1 - f->chunk.at;
	}
	return n < 0 ? -1 : 0;
}

/* Is the open file the one that the day has now? */
static bool
is_current(const struct session_facts *f, const struct tail *t, timestamp when)
{
	char file[DAY_FILE_SIZE], path[PATH_MAX];

	day_file_name(file, (time_t)(when / 1000000));
	if (strcmp(file, t->file) != 0)
		return false;
	snprintf(path, sizeof path, "%s/journal/%s", f->state_dir, file);
	return t->fd >= 0 ? open_file_is_current(&t->opened, path)
			  : access(path, F_OK) != 0;
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
	char path[PATH_MAX];

	if (t->fd >= 0)
		close(t->fd);
	day_file_name(t->file, (time_t)(when / 1000000));
	snprintf(path, sizeof path, "%s/journal/%s", f->state_dir, t->file);
	t->fd = open_file(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW, 0);
	if (t->fd >= 0 && fstat(t->fd, &t->opened) == 0)
		t->offset = end_of_lines(f, t->fd, t->opened.st_size);
}

/* Makes sure that what is cached holds at this moment. */
static void
refresh(struct session_facts *f, timestamp now)
{
	const bool is_same = is_current(f, &f->days[0], now - DAY) &&
			     is_current(f, &f->days[1], now);

	if (is_same && catch_up(f, &f->days[0]) == 0 &&
	    catch_up(f, &f->days[1]) == 0)
		return;
	drop_all(f);
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
