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
#include "index/slot_name.h"
#include "journal/day_file.h"
#include "pending_slots.h"
#include "protocol/hook_roles.h"

/* More than this is not read while somebody waits: about 70 ms. */
#define LIVE_VIEW_TAIL_MAX ((off_t)16 << 20)
/* Entities that so much is about, a power of two. */
#define BUCKETS ((size_t)1 << 12)
#define A_DAY INT64_C(86400000000)
/* Yesterday's file, for who is late, and today's. */
#define DAYS 2

struct tail_file {
	char file[DAY_FILE_SIZE];
	struct lines lines; /* fd < 0: there is no such file */
	off_t start;	    /* where the index had stopped */
	ino_t inode;
};

struct live_view {
	char *state_dir;
	struct index *index;
	struct entity_cache *cache;
	struct journal_line line;
	int64_t index_version; /* of the index that was read on from */
	struct tail_file days[DAYS];
	struct pending_slots pending;
	size_t seen; /* entities of the cache that were looked at */
	const struct timeouts *timeouts;
	timestamp now;
	char error[PATH_MAX + 160];
};

struct live_view *
live_view_new(const char *state_dir)
{
	struct live_view *a = calloc(1, sizeof *a);
	size_t i;

	if (!a || !(a->state_dir = strdup(state_dir)))
		die(EXIT_TEMPORARY, "what is ahead:");
	for (i = 0; i < DAYS; i++)
		a->days[i].lines.fd = -1;
	return a;
}

const char *
live_view_error(const struct live_view *a)
{
	return a->error;
}

static int
failed(struct live_view *a, const char *why)
{
	snprintf(a->error, sizeof a->error, "%s", why);
	return -1;
}

static void
close_day(struct tail_file *d)
{
	if (d->lines.fd >= 0)
		close(d->lines.fd);
	lines_free(&d->lines);
	*d = (struct tail_file){ .lines.fd = -1 };
}

/* Forgets what was read. */
static void
clear_overlay(struct live_view *a)
{
	size_t i;

	pending_slots_clear(&a->pending);
	a->seen = 0;
	if (a->cache)
		entity_cache_free(a->cache);
	a->cache = NULL;
	for (i = 0; i < DAYS; i++)
		close_day(&a->days[i]);
}

static void
close_index(struct live_view *a)
{
	clear_overlay(a);
	if (a->index)
		index_close(a->index);
	a->index = NULL;
	a->index_version = 0;
}

void
live_view_free(struct live_view *a)
{
	close_index(a);
	journal_line_free(&a->line);
	pending_slots_free(&a->pending);
	free(a->state_dir);
	free(a);
}

struct slot_loader {
	struct live_view *view;
	struct entity *entity;
};

static void
add_stored_slot(void *arg, const char *key, const char *name, timestamp time)
{
	struct slot_loader *h = arg;

	pending_slots_add(&h->view->pending, key, name, time, h->entity)
	    ->stored = true;
}

/* Looks up the places of those that came from the index. */
static void
load_slots(struct live_view *a)
{
	struct entity *e;

	for (; (e = entity_cache_at(a->cache, a->seen)); a->seen++)
		if (e->stored && e->has_slots)
			limit_slots_each(a->index, e->kind, e->row,
					 add_stored_slot,
					 &(struct slot_loader){ a, e });
}

static void
apply_line(struct live_view *a, const char *line, size_t len)
{
	struct journal_line *v = &a->line;
	struct entity *e;
	unsigned i;

	if (journal_line_read(v, line, len))
		return;
	e = entity_apply_line(a->cache, v);
	load_slots(a);
	for (i = 0; i < v->slot_count && v->status == 200; i++)
		if (v->slots[i])
			pending_slots_add(&a->pending, v->slots[i],
					  slot_name(v, v->slots[i]), v->time,
					  e);
}

/* Where the index has stopped reading a day; -1: it cannot tell. */
static off_t
checkpoint_of(struct live_view *a, const char *file, ino_t *inode)
{
	struct sql_query *q = index_query(
	    a->index, QUERY_CHECKPOINT, 0,
	    "SELECT offset, inode FROM checkpoint WHERE file = ?", NULL);
	off_t offset = 0;

	*inode = 0;
	if (!q)
		return -1;
	sql_query_set_text(q, 1, file);
	switch (sql_query_step(q)) {
	case 1:
		offset = sql_query_number(q, 0);
		*inode = (ino_t)sql_query_number(q, 1);
		break;
	case 0:
		break;
	default:
		offset = index_failed(a->index, "ask");
	}
	sql_query_reset(q);
	return offset;
}

static int
open_day(struct live_view *a, struct tail_file *d, timestamp when)
{
	char path[PATH_MAX];
	struct stat st;
	ino_t inode;

	day_file_name(d->file, (time_t)(when / 1000000));
	snprintf(path, sizeof path, "%s/journal/%s", a->state_dir, d->file);
	d->lines.offset = checkpoint_of(a, d->file, &inode);
	if (d->lines.offset < 0)
		return failed(a, index_error(a->index));
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
read_day(struct live_view *a, struct tail_file *d)
{
	const char *line;
	struct stat st;
	size_t len;
	int got;

	if (d->lines.fd < 0)
		return 0;
	if (fstat(d->lines.fd, &st))
		return failed(a, "the journal cannot be read");
	if (st.st_size - d->start > LIVE_VIEW_TAIL_MAX)
		return failed(a, "the index is too far behind the journal");
	d->lines.end = st.st_size;
	while ((got = lines_next(&d->lines, &line, &len)) == 1)
		apply_line(a, line, len);
	return got < 0 ? failed(a, "the journal cannot be read") : 0;
}

/* Does it hold for the file of this day, and the one that is there now? */
static bool
is_current(const struct live_view *a, const struct tail_file *d, timestamp when)
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
are_current(const struct live_view *a)
{
	return is_current(a, &a->days[0], a->now - A_DAY) &&
	       is_current(a, &a->days[1], a->now);
}

/* The index as it is now, and nothing read beyond it. */
static int
restart(struct live_view *a, int64_t version)
{
	clear_overlay(a);
	a->index_version = 0;
	if (index_meta_is_corrupt(a->index))
		return failed(a, "the index is being made");
	a->cache = entity_cache_new(a->index, false, BUCKETS);
	if (open_day(a, &a->days[0], a->now - A_DAY) ||
	    open_day(a, &a->days[1], a->now))
		return -1;
	a->index_version = version;
	return 0;
}

static int64_t
version_of(struct index *ix)
{
	struct sql_query *q =
	    index_query(ix, QUERY_DATA_VERSION, 0, "PRAGMA data_version", NULL);
	int64_t version = -1;

	if (!q)
		return -1;
	if (sql_query_step(q) == 1)
		version = sql_query_number(q, 0);
	sql_query_reset(q);
	return version;
}

static int
read_tail(struct live_view *a)
{
	int64_t version = version_of(a->index);

	if (version < 0)
		return failed(a, index_error(a->index));
	if ((version != a->index_version || !are_current(a)) &&
	    restart(a, version))
		return -1;
	return read_day(a, &a->days[0]) || read_day(a, &a->days[1]) ? -1 : 0;
}

static int
try_begin(struct live_view *a)
{
	struct error e;

	a->error[0] = '\0';
	if (!a->index)
		a->index = index_open_small(a->state_dir, &e);
	if (!a->index)
		return failed(a, e.text);
	if (index_begin_read(a->index) == 0 && read_tail(a) == 0)
		return 0;
	if (!a->error[0])
		failed(a, index_error(a->index));
	live_view_end(a);
	close_index(a);
	return -1;
}

int
live_view_begin(struct live_view *a, const struct timeouts *timeouts,
		timestamp now)
{
	bool again = a->index != NULL;

	a->timeouts = timeouts;
	a->now = now;
	/* The index may be one that is no longer there under its name. */
	return try_begin(a) && (!again || try_begin(a)) ? -1 : 0;
}

void
live_view_end(struct live_view *a)
{
	if (a->index)
		index_rollback(a->index);
}

/* Does the index count it as active, for the moment that is asked about? */
static bool
is_counted(const struct live_view *a, const struct pending_slot *h)
{
	return h->stored && h->entity && h->entity->stored_live &&
	       h->entity->stored_expires >= a->now;
}

static bool
is_active(const struct live_view *a, const struct pending_slot *h)
{
	return h->entity && expiry_is_live(h->entity, a->timeouts, a->now);
}

/* The count that a query gave; -1: the query failed, see live_view_error(). */
static int64_t
checked(struct live_view *a, int64_t count)
{
	return count < 0 ? failed(a, index_error(a->index)) : count;
}

int64_t
live_view_count_active(struct live_view *a, enum entity_kind kind,
		       const char *key, const char *name, bool *mine)
{
	int64_t n =
	    checked(a, limit_slots_count_active(a->index, kind, key, a->now));
	const struct pending_slot *h =
	    pending_slots_find(&a->pending, key, name);
	size_t i;

	*mine = h ? is_active(a, h)
		  : limit_slots_is_active(a->index, kind, key, name, a->now);
	for (i = 0; n >= 0 && i < a->pending.count; i++) {
		h = &a->pending.at[i];
		if (strcmp(h->key, key) == 0)
			n += is_active(a, h) - is_counted(a, h);
	}
	return n;
}

int64_t
live_view_count_since(struct live_view *a, const char *key, timestamp within)
{
	int64_t n =
	    checked(a, limit_slots_count_since(a->index, key, within, a->now));
	size_t i;

	for (i = 0; n >= 0 && i < a->pending.count; i++) {
		const struct pending_slot *h = &a->pending.at[i];

		if (!h->stored &&
		    limit_slots_is_within(h->time, within, a->now) &&
		    strcmp(h->key, key) == 0)
			n++;
	}
	return n;
}

int64_t
live_view_count_retries(struct live_view *a, const char *key,
			const char *prefix)
{
	int64_t n =
	    checked(a, limit_slots_count_retries(a->index, key, prefix,
						 SLOT_RETRY_WITHIN, a->now));
	size_t i, len = strlen(prefix);

	for (i = 0; n >= 0 && i < a->pending.count; i++) {
		const struct pending_slot *h = &a->pending.at[i];

		if (!h->stored &&
		    limit_slots_is_within(h->time, SLOT_RETRY_WITHIN, a->now) &&
		    strncmp(h->name, prefix, len) == 0 &&
		    strcmp(h->key, key) == 0)
			n++;
	}
	return n;
}

static struct entity *
connection_of(struct live_view *a, const struct journal_line *v)
{
	return entity_cache_get(a->cache, ENTITY_CONNECTION,
				entity_connection_id(v), NULL);
}

const char *
live_view_refusal(struct live_view *a, const struct journal_line *v)
{
	struct entity *connection;
	const struct entity *e;
	enum entity_kind kind;
	const char *id;

	if (!entity_identify(v, &kind, &id) ||
	    (kind != ENTITY_CALL && kind != ENTITY_STREAM))
		return NULL;
	connection = connection_of(a, v);
	if (entity_has_ended(connection))
		return "its connection has ended";
	e = entity_cache_get(a->cache, kind, id, connection);
	if (e->ended != TIMESTAMP_NONE || e->cut != TIMESTAMP_NONE)
		return "the call or stream with this id has ended";
	return live_view_has_progressed(a, v)
		   ? "the call with this id has already progressed"
		   : NULL;
}

bool
live_view_has_progressed(struct live_view *a, const struct journal_line *v)
{
	const struct hook_roles *role = hook_roles_find(v->hook);
	const struct entity *e;
	enum entity_kind kind;
	const char *id;

	if (!role || role->role != ROLE_BEGINS ||
	    !entity_identify(v, &kind, &id) || kind != ENTITY_CALL)
		return false;
	e = entity_cache_get(a->cache, ENTITY_CALL, id, connection_of(a, v));
	return e->begun != TIMESTAMP_NONE && e->stage > STAGE_PENDING;
}
