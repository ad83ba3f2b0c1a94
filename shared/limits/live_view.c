/* ahead - what holds at this moment: the index, and what the journal tells. */

#include "live_view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/lines.h"
#include "index/entity_apply.h"
#include "index/entity_cache.h"
#include "index/index_query.h"
#include "index/limit_slots.h"
#include "journal/day_file.h"
#include "pending_slots.h"
#include "protocol/hook_roles.h"

/* More than this is not read while somebody waits: about 70 ms. */
#define AHEAD_MAX ((off_t)16 << 20)
/* Entities that so much is about, a power of two. */
#define BUCKETS ((size_t)1 << 12)
#define A_DAY INT64_C(86400000000)
/* Yesterday's file, for who is late, and today's. */
#define DAYS 2

struct day {
	char file[DAY_FILE_SIZE];
	struct lines lines; /* fd < 0: there is no such file */
	off_t start;	    /* where the index had stopped */
	ino_t inode;
};

struct ahead {
	char *state_dir;
	struct index *index;
	struct cache *cache;
	struct event event;
	int64_t version; /* of the index that was read on from */
	struct day days[DAYS];
	struct held_list held;
	size_t seen; /* entities of the cache that were looked at */
	const struct patience *patience;
	moment now;
	char error[PATH_MAX + 160];
};

struct ahead *
ahead_new(const char *state_dir)
{
	struct ahead *a = calloc(1, sizeof *a);
	size_t i;

	if (!a || !(a->state_dir = strdup(state_dir)))
		die(EXIT_AGAIN, "what is ahead:");
	for (i = 0; i < DAYS; i++)
		a->days[i].lines.fd = -1;
	return a;
}

const char *
ahead_error(const struct ahead *a)
{
	return a->error;
}

static int
failed(struct ahead *a, const char *why)
{
	snprintf(a->error, sizeof a->error, "%s", why);
	return -1;
}

static void
close_day(struct day *d)
{
	if (d->lines.fd >= 0)
		close(d->lines.fd);
	lines_free(&d->lines);
	*d = (struct day){ .lines.fd = -1 };
}

/* Forgets what was read. */
static void
forget(struct ahead *a)
{
	size_t i;

	held_forget(&a->held);
	a->seen = 0;
	if (a->cache)
		cache_free(a->cache);
	a->cache = NULL;
	for (i = 0; i < DAYS; i++)
		close_day(&a->days[i]);
}

static void
leave_index(struct ahead *a)
{
	forget(a);
	if (a->index)
		index_close(a->index);
	a->index = NULL;
	a->version = 0;
}

void
ahead_free(struct ahead *a)
{
	leave_index(a);
	event_free(&a->event);
	held_free(&a->held);
	free(a->state_dir);
	free(a);
}

struct holding {
	struct ahead *ahead;
	struct entity *by;
};

static void
hold_stored(void *arg, const char *key, const char *taker, moment time)
{
	struct holding *h = arg;

	held_add(&h->ahead->held, key, taker, time, h->by)->stored = true;
}

/* Looks up the places of those that came from the index. */
static void
look_up(struct ahead *a)
{
	struct entity *e;

	for (; (e = cache_at(a->cache, a->seen)); a->seen++)
		if (e->stored && e->takes_places)
			place_each_of(a->index, e->about, e->row, hold_stored,
				      &(struct holding){ a, e });
}

static void
take_line(struct ahead *a, const char *line, size_t len)
{
	struct event *v = &a->event;
	struct entity *e;
	unsigned i;

	if (event_read(v, line, len))
		return;
	e = affect(a->cache, v);
	look_up(a);
	for (i = 0; i < v->place_count && v->status == 200; i++)
		if (v->places[i])
			held_add(&a->held, v->places[i],
				 place_taker(v, v->places[i]), v->time, e);
}

/* Where the index has stopped reading a day; -1: it cannot tell. */
static off_t
position_of(struct ahead *a, const char *file, ino_t *inode)
{
	struct query *q = index_ask(
	    a->index, POSITION_OF, 0,
	    "SELECT offset, inode FROM position WHERE file = ?", NULL);
	off_t offset = 0;

	*inode = 0;
	if (!q)
		return -1;
	query_set_text(q, 1, file);
	switch (query_step(q)) {
	case 1:
		offset = query_number(q, 0);
		*inode = (ino_t)query_number(q, 1);
		break;
	case 0:
		break;
	default:
		offset = index_failed(a->index, "ask");
	}
	query_again(q);
	return offset;
}

static int
open_day(struct ahead *a, struct day *d, moment when)
{
	char path[PATH_MAX];
	struct stat st;
	ino_t inode;

	day_file_name(d->file, (time_t)(when / 1000000));
	snprintf(path, sizeof path, "%s/journal/%s", a->state_dir, d->file);
	d->lines.offset = position_of(a, d->file, &inode);
	if (d->lines.offset < 0)
		return failed(a, index_error());
	d->start = d->lines.offset;
	d->lines.fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (d->lines.fd < 0 && errno == ENOENT)
		return 0;
	if (d->lines.fd < 0 || fstat(d->lines.fd, &st))
		return failed(a, "the journal cannot be read");
	d->inode = st.st_ino;
	if (inode && (inode != st.st_ino || st.st_size < d->lines.offset))
		return failed(a, "the index tells of another journal");
	return 0;
}

/* Reads a day on to its end. */
static int
read_day(struct ahead *a, struct day *d)
{
	const char *line;
	struct stat st;
	size_t len;
	int got;

	if (d->lines.fd < 0)
		return 0;
	if (fstat(d->lines.fd, &st))
		return failed(a, "the journal cannot be read");
	if (st.st_size - d->start > AHEAD_MAX)
		return failed(a, "the index is too far behind the journal");
	d->lines.end = st.st_size;
	while ((got = lines_next(&d->lines, &line, &len)) == 1)
		take_line(a, line, len);
	return got < 0 ? failed(a, "the journal cannot be read") : 0;
}

/* Does it hold for the file of this day, and the one that is there now? */
static bool
is_current(const struct ahead *a, const struct day *d, moment when)
{
	char file[DAY_FILE_SIZE], path[PATH_MAX];
	struct stat st;

	day_file_name(file, (time_t)(when / 1000000));
	if (strcmp(file, d->file) != 0)
		return false;
	snprintf(path, sizeof path, "%s/journal/%s", a->state_dir, file);
	if (lstat(path, &st))
		return d->lines.fd < 0;
	return d->lines.fd >= 0 && st.st_ino == d->inode;
}

static bool
are_current(const struct ahead *a)
{
	return is_current(a, &a->days[0], a->now - A_DAY) &&
	       is_current(a, &a->days[1], a->now);
}

/* The index as it is now, and nothing read beyond it. */
static int
start(struct ahead *a, int64_t version)
{
	forget(a);
	a->version = 0;
	if (index_is_distrusted(a->index))
		return failed(a, "the index is being made");
	a->cache = cache_new(a->index, false, BUCKETS);
	if (open_day(a, &a->days[0], a->now - A_DAY) ||
	    open_day(a, &a->days[1], a->now))
		return -1;
	a->version = version;
	return 0;
}

static int64_t
version_of(struct index *ix)
{
	struct query *q =
	    index_ask(ix, VERSION_OF, 0, "PRAGMA data_version", NULL);
	int64_t version = -1;

	if (!q)
		return -1;
	if (query_step(q) == 1)
		version = query_number(q, 0);
	query_again(q);
	return version;
}

static int
read_on(struct ahead *a)
{
	int64_t version = version_of(a->index);

	if (version < 0)
		return failed(a, index_error());
	if ((version != a->version || !are_current(a)) && start(a, version))
		return -1;
	return read_day(a, &a->days[0]) || read_day(a, &a->days[1]) ? -1 : 0;
}

static int
try_begin(struct ahead *a)
{
	a->error[0] = '\0';
	if (!a->index)
		a->index = index_open_small(a->state_dir);
	if (!a->index)
		return failed(a, index_error());
	if (index_look(a->index) == 0 && read_on(a) == 0)
		return 0;
	if (!a->error[0])
		failed(a, index_error());
	ahead_end(a);
	leave_index(a);
	return -1;
}

int
ahead_begin(struct ahead *a, const struct patience *patience, moment now)
{
	bool again = a->index != NULL;

	a->patience = patience;
	a->now = now;
	/* The index may be one that is no longer there under its name. */
	return try_begin(a) && (!again || try_begin(a)) ? -1 : 0;
}

void
ahead_end(struct ahead *a)
{
	if (a->index)
		index_rollback(a->index);
}

/* Does the index count it as active, for the moment that is asked about? */
static bool
is_counted(const struct ahead *a, const struct held *h)
{
	return h->stored && h->by && h->by->stored_live &&
	       h->by->stored_expires >= a->now;
}

static bool
is_active(const struct ahead *a, const struct held *h)
{
	return h->by && is_live(h->by, a->patience, a->now);
}

int64_t
ahead_active(struct ahead *a, enum about about, const char *key,
	     const char *taker, bool *mine)
{
	int64_t n = place_count_active(a->index, about, key, a->now);
	const struct held *h = held_find(&a->held, key, taker);
	size_t i;

	*mine = h ? is_active(a, h)
		  : place_find_active(a->index, about, key, taker, a->now);
	for (i = 0; n >= 0 && i < a->held.count; i++) {
		h = &a->held.at[i];
		if (strcmp(h->key, key) == 0)
			n += is_active(a, h) - is_counted(a, h);
	}
	return n;
}

int64_t
ahead_since(struct ahead *a, const char *key, moment within)
{
	int64_t n = place_count_since(a->index, key, within, a->now);
	size_t i;

	for (i = 0; n >= 0 && i < a->held.count; i++) {
		const struct held *h = &a->held.at[i];

		if (!h->stored && place_is_within(h->time, within, a->now) &&
		    strcmp(h->key, key) == 0)
			n++;
	}
	return n;
}

int64_t
ahead_again(struct ahead *a, const char *key, const char *again)
{
	int64_t n =
	    place_count_again(a->index, key, again, PLACE_AGAIN_WITHIN, a->now);
	size_t i, len = strlen(again);

	for (i = 0; n >= 0 && i < a->held.count; i++) {
		const struct held *h = &a->held.at[i];

		if (!h->stored &&
		    place_is_within(h->time, PLACE_AGAIN_WITHIN, a->now) &&
		    strncmp(h->taker, again, len) == 0 &&
		    strcmp(h->key, key) == 0)
			n++;
	}
	return n;
}

static struct entity *
connection_of(struct ahead *a, const struct event *v)
{
	return cache_get(a->cache, CONNECTION, entity_connection(v), NULL);
}

const char *
ahead_uncountable(struct ahead *a, const struct event *v)
{
	struct entity *connection;
	const struct entity *e;
	enum about about;
	const char *id;

	if (!entity_of(v, &about, &id) || (about != CALL && about != STREAM))
		return NULL;
	connection = connection_of(a, v);
	if (entity_is_over(connection))
		return "its connection is over";
	e = cache_get(a->cache, about, id, connection);
	if (e->ended != NEVER || e->cut != NEVER)
		return "what has its id is over";
	return ahead_goes_on(a, v) ? "what has its id goes on already" : NULL;
}

bool
ahead_goes_on(struct ahead *a, const struct event *v)
{
	const struct hook_roles *role = hook_roles_find(v->hook);
	const struct entity *e;
	enum about about;
	const char *id;

	if (!role || role->role != ROLE_BEGINS || !entity_of(v, &about, &id) ||
	    about != CALL)
		return false;
	e = cache_get(a->cache, CALL, id, connection_of(a, v));
	return e->begun != NEVER && e->stage > STAGE_ASKED;
}
