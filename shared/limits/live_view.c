/* live_view - the present state: the index, and the end of the journal. */

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
#include "base/error.h"
#include "base/lines.h"
#include "base/open_file.h"
#include "base/str.h"
#include "index/entity_apply.h"
#include "index/entity_cache.h"
#include "index/entity_id.h"
#include "index/index_query.h"
#include "index/limit_slots.h"
#include "index/reused_id.h"
#include "index/slot_name.h"
#include "journal/day_file.h"
#include "pending_slots.h"
#include "protocol/hook_roles.h"

/* The most that is read while a request waits, in bytes: about 70 ms. */
#define TAIL_MAX ((off_t)16 << 20)
/* The most that is held in memory, while the index is made anew; in bytes. */
#define OVERLAY_MAX ((off_t)128 << 20)
/* Of the entity cache: about as many as entities in such a tail. */
#define BUCKETS ((size_t)1 << 12)
#define DAY INT64_C(86400000000) /* in microseconds */
/* How often to look whether a new index is complete; microseconds. */
#define LOOK_INTERVAL INT64_C(1000000)
/* Yesterday's file, because a slow program may still write to it; today's. */
#define DAYS 2
/* Bytes of a message: a path, and what failed. */
#define ERROR_SIZE (PATH_MAX + 160)

struct tail_file {
	char file[DAY_FILE_SIZE];
	struct lines lines; /* fd < 0: the day has no file */
	off_t start;	    /* the end of what the index has folded */
	ino_t inode;
};

struct live_view {
	char *state_dir;
	struct index *index;
	struct entity_cache *cache;
	struct journal_line line;
	int64_t index_version; /* PRAGMA data_version under the overlay */
	struct tail_file days[DAYS];
	struct pending_slots pending;
	size_t seen; /* entities of the cache whose slots were loaded */
	const struct timeouts *timeouts;
	timestamp now;
	timestamp looked; /* at an index that was not complete yet */
	char error[ERROR_SIZE];
};

struct live_view *
live_view_new(const char *state_dir)
{
	struct live_view *view = calloc(1, sizeof *view);
	size_t i;

	if (!view)
		die(EXIT_TEMPORARY, "cannot allocate the live view:");
	view->state_dir = str_dup(state_dir);
	for (i = 0; i < DAYS; i++)
		view->days[i].lines.fd = -1;
	return view;
}

const char *
live_view_error(const struct live_view *view)
{
	return view->error;
}

static int
failed(struct live_view *view, const char *why)
{
	snprintf(view->error, sizeof view->error, "%s", why);
	return -1;
}

static int
cannot_read(struct live_view *view, const struct tail_file *d)
{
	snprintf(view->error, sizeof view->error,
		 "cannot read %s/journal/%s: %s", view->state_dir, d->file,
		 error_text(errno));
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

/* Drops the lines that were read. */
static void
clear_overlay(struct live_view *view)
{
	size_t i;

	pending_slots_clear(&view->pending);
	view->seen = 0;
	if (view->cache)
		entity_cache_free(view->cache);
	view->cache = NULL;
	for (i = 0; i < DAYS; i++)
		close_day(&view->days[i]);
}

static void
close_index(struct live_view *view)
{
	clear_overlay(view);
	if (view->index)
		index_close(view->index);
	view->index = NULL;
	view->index_version = 0;
}

void
live_view_free(struct live_view *view)
{
	close_index(view);
	journal_line_free(&view->line);
	pending_slots_free(&view->pending);
	free(view->state_dir);
	free(view);
}

struct slot_loader {
	struct live_view *view;
	struct entity *entity;
};

static void
add_stored_slot(void *arg, const char *key, const char *name, timestamp time)
{
	struct slot_loader *loader = arg;

	pending_slots_add(&loader->view->pending, key, name, time,
			  loader->entity)
	    ->stored = true;
}

/* Adds the slots of entities that the cache has loaded from the index. */
static void
load_slots(struct live_view *view)
{
	struct entity *e;

	for (; (e = entity_cache_at(view->cache, view->seen)); view->seen++)
		if (e->stored && e->has_slots)
			limit_slots_each(view->index, e->kind, e->row,
					 add_stored_slot,
					 &(struct slot_loader){ view, e });
}

static void
apply_line(struct live_view *view, const char *line, size_t len)
{
	struct journal_line *v = &view->line;
	struct entity *e;
	unsigned i;

	if (journal_line_read(v, line, len))
		return;
	e = entity_apply_line(view->cache, v);
	load_slots(view);
	for (i = 0; i < v->slot_count && v->status == 200; i++)
		if (v->slots[i])
			pending_slots_add(
			    &view->pending, v->slots[i],
			    slot_name(v, v->slots[i], e ? e->instance : 0),
			    v->time, e);
}

static int
open_day(struct live_view *view, struct tail_file *d, timestamp when)
{
	char path[PATH_MAX];
	struct stat st;

	day_file_name(d->file, (time_t)(when / 1000000));
	snprintf(path, sizeof path, "%s/journal/%s", view->state_dir, d->file);
	d->lines.fd = open_file(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW, 0);
	if (d->lines.fd < 0 && errno == ENOENT)
		return 0;
	if (d->lines.fd < 0 || fstat(d->lines.fd, &st))
		return cannot_read(view, d);
	d->inode = st.st_ino;
	d->start = index_meta_folded(view->index, d->file, st.st_ino);
	if (d->start == -1)
		return failed(view, index_error(view->index));
	if (d->start < 0 || d->start > st.st_size) {
		if (d != &view->days[0])
			return failed(view,
				      "the index belongs to another journal");
		/* Who replaces a day that is over has folded it before. */
		d->start = st.st_size;
	}
	d->lines.offset = d->start;
	return 0;
}

/* Reads a day's file from where it was left to its end. */
static int
read_day(struct live_view *view, struct tail_file *d)
{
	const char *line;
	struct stat st;
	size_t len;
	int got;

	if (d->lines.fd < 0)
		return 0;
	if (fstat(d->lines.fd, &st))
		return cannot_read(view, d);
	if (st.st_size - d->lines.offset > TAIL_MAX ||
	    st.st_size - d->start > OVERLAY_MAX)
		return failed(view, "the index is too far behind the journal");
	d->lines.end = st.st_size;
	while ((got = lines_next(&d->lines, &line, &len)) == 1)
		apply_line(view, line, len);
	return got < 0 ? cannot_read(view, d) : 0;
}

/* Is the open file the one that the day of `when` has now? */
static bool
is_current(const struct live_view *view, const struct tail_file *d,
	   timestamp when)
{
	char file[DAY_FILE_SIZE], path[PATH_MAX];
	struct stat st;

	day_file_name(file, (time_t)(when / 1000000));
	if (strcmp(file, d->file) != 0)
		return false;
	snprintf(path, sizeof path, "%s/journal/%s", view->state_dir, file);
	if (lstat(path, &st))
		return d->lines.fd < 0;
	return d->lines.fd >= 0 && st.st_ino == d->inode;
}

static bool
are_current(const struct live_view *view)
{
	return is_current(view, &view->days[0], view->now - DAY) &&
	       is_current(view, &view->days[1], view->now);
}

/* Starts an empty overlay over the index as it is now. */
static int
restart(struct live_view *view, int64_t version)
{
	clear_overlay(view);
	view->index_version = 0;
	if (index_meta_is_corrupt(view->index))
		return failed(view, "the index is being built");
	view->cache = entity_cache_new(view->index, false, BUCKETS);
	if (open_day(view, &view->days[0], view->now - DAY) ||
	    open_day(view, &view->days[1], view->now))
		return -1;
	view->index_version = version;
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
read_tail(struct live_view *view)
{
	int64_t version = version_of(view->index);

	if (version < 0)
		return failed(view, index_error(view->index));
	if ((version != view->index_version || !are_current(view)) &&
	    restart(view, version))
		return -1;
	return read_day(view, &view->days[0]) || read_day(view, &view->days[1])
		   ? -1
		   : 0;
}

static int
try_begin(struct live_view *view)
{
	struct error error;

	view->error[0] = '\0';
	if (!view->index)
		view->index = index_open_small(view->state_dir, &error);
	if (!view->index)
		return failed(view, error.text);
	if (index_begin_read(view->index) == 0 && read_tail(view) == 0)
		return 0;
	if (!view->error[0])
		failed(view, index_error(view->index));
	/* Perhaps nobody else reads what is damaged. */
	index_meta_mark_corrupt(view->index);
	live_view_end(view);
	close_index(view);
	return -1;
}

/* An index that is being made knows less than the one before. */
static void
change_index(struct live_view *view)
{
	const timestamp since = view->now - view->looked;
	struct index *next;

	if (since >= 0 && since < LOOK_INTERVAL)
		return;
	view->looked = view->now;
	next = index_open_small(view->state_dir, NULL);
	if (next && index_meta_is_complete(next)) {
		close_index(view);
		view->index = next;
		view->looked = 0;
	} else if (next) {
		index_close(next);
	}
}

int
live_view_begin(struct live_view *view, const struct timeouts *timeouts,
		timestamp now)
{
	bool was_open;

	view->timeouts = timeouts;
	view->now = now;
	if (view->index && index_is_replaced(view->index))
		change_index(view);
	was_open = view->index != NULL;
	/* The index that was open may have been replaced: open it again. */
	return try_begin(view) && (!was_open || try_begin(view)) ? -1 : 0;
}

void
live_view_end(struct live_view *view)
{
	if (view->index)
		index_rollback(view->index);
}

/* Does limit_slots_count_active() count the slot? */
static bool
is_counted(const struct live_view *view, const struct pending_slot *slot)
{
	return slot->stored && slot->entity && slot->entity->stored_live &&
	       slot->entity->stored_expires >= view->now &&
	       slot->entity->stored_last <= view->now + SLOT_AHEAD_MAX;
}

static bool
is_active(const struct live_view *view, const struct pending_slot *slot)
{
	return slot->entity &&
	       expiry_is_live(slot->entity, view->timeouts, view->now) &&
	       slot->entity->last <= view->now + SLOT_AHEAD_MAX;
}

/* The count; if the query failed (-1), sets the error. */
static int64_t
checked(struct live_view *view, int64_t count)
{
	if (count >= 0)
		return count;
	failed(view, index_error(view->index));
	index_meta_mark_corrupt(view->index);
	return -1;
}

int64_t
live_view_count_active(struct live_view *view, enum entity_kind kind,
		       const char *key, const char *name, bool *mine)
{
	int64_t n = checked(
	    view, limit_slots_count_active(view->index, kind, key, view->now));
	const struct pending_slot *slot =
	    pending_slots_find(&view->pending, key, name);
	size_t i;

	*mine = slot ? is_active(view, slot)
		     : limit_slots_is_active(view->index, kind, key, name,
					     view->now);
	for (i = 0; n >= 0 && i < view->pending.count; i++) {
		slot = &view->pending.at[i];
		if (strcmp(slot->key, key) == 0)
			n += is_active(view, slot) - is_counted(view, slot);
	}
	return n;
}

int64_t
live_view_count_since(struct live_view *view, const char *key, timestamp within)
{
	int64_t n = checked(
	    view, limit_slots_count_since(view->index, key, within, view->now));
	size_t i;

	for (i = 0; n >= 0 && i < view->pending.count; i++) {
		const struct pending_slot *slot = &view->pending.at[i];

		if (!slot->stored &&
		    limit_slots_is_within(slot->time, within, view->now) &&
		    strcmp(slot->key, key) == 0)
			n++;
	}
	return n;
}

int64_t
live_view_count_retries(struct live_view *view, const char *key,
			const char *prefix)
{
	int64_t n = checked(
	    view, limit_slots_count_retries(view->index, key, prefix,
					    SLOT_RETRY_WITHIN, view->now));
	size_t i, len = strlen(prefix);

	for (i = 0; n >= 0 && i < view->pending.count; i++) {
		const struct pending_slot *slot = &view->pending.at[i];

		if (!slot->stored &&
		    limit_slots_is_within(slot->time, SLOT_RETRY_WITHIN,
					  view->now) &&
		    strncmp(slot->name, prefix, len) == 0 &&
		    strcmp(slot->key, key) == 0)
			n++;
	}
	return n;
}

static struct entity *
connection_of(struct live_view *view, const struct journal_line *v)
{
	return entity_cache_get(view->cache, ENTITY_CONNECTION,
				entity_id_connection(v), NULL);
}

int64_t
live_view_instance(struct live_view *view, const struct journal_line *v,
		   bool *is_new)
{
	const struct entity *e;
	enum entity_kind kind;
	const char *id;

	*is_new = false;
	if (!entity_id_find(v, &kind, &id) ||
	    (kind != ENTITY_CALL && kind != ENTITY_STREAM))
		return 0;
	e = entity_cache_get(view->cache, kind, id, connection_of(view, v));
	*is_new = reused_id_begins_another(e, v);
	return e->instance + *is_new;
}

timestamp
live_view_connection_began(struct live_view *view, const struct journal_line *v)
{
	return connection_of(view, v)->first;
}

const char *
live_view_facts(struct live_view *view, const struct journal_line *v)
{
	return connection_of(view, v)->facts;
}

int
live_view_stored_facts(struct live_view *view, const char *id,
		       struct buffer *text, const char **facts)
{
	struct sql_query *q =
	    view->index ? index_query(view->index, QUERY_FACTS,
				      ENTITY_CONNECTION, "SELECT facts FROM ",
				      " WHERE id = ? AND connection = 0"
				      " ORDER BY instance DESC LIMIT 1")
			: NULL;
	const char *found;
	int got;

	if (!q)
		return -1;
	*facts = NULL;
	sql_query_set_text(q, 1, id);
	got = sql_query_step(q);
	found = got == 1 ? sql_query_text(q, 0) : NULL;
	if (found) {
		text->len = 0;
		buffer_add(text, found, strlen(found) + 1);
		*facts = text->at;
	}
	sql_query_reset(q);
	return got < 0 ? -1 : 0;
}

off_t
live_view_folded(const struct live_view *view, size_t day, ino_t *inode)
{
	const struct tail_file *d = &view->days[day];

	*inode = d->lines.fd < 0 ? 0 : d->inode;
	return d->start;
}

bool
live_view_is_replaced(const struct live_view *view)
{
	return !view->index || index_is_replaced(view->index);
}

const char *
live_view_refusal(struct live_view *view, const struct journal_line *v)
{
	struct entity *connection;
	const struct entity *e;
	enum entity_kind kind;
	const char *id;

	if (!entity_id_find(v, &kind, &id) ||
	    (kind != ENTITY_CALL && kind != ENTITY_STREAM))
		return NULL;
	connection = connection_of(view, v);
	if (entity_has_ended(connection))
		return "its connection has ended";
	e = entity_cache_get(view->cache, kind, id, connection);
	if (reused_id_begins_another(e, v))
		return NULL;
	if (e->ended != TIMESTAMP_NONE || e->cut != TIMESTAMP_NONE)
		return "the call or stream with this id has ended";
	return live_view_has_progressed(view, v)
		   ? "the call with this id has already progressed"
		   : NULL;
}

bool
live_view_has_progressed(struct live_view *view, const struct journal_line *v)
{
	const struct hook_roles *role = hook_roles_find(v->hook);
	const struct entity *e;
	enum entity_kind kind;
	const char *id;

	if (!role || role->role != ROLE_BEGINS ||
	    !entity_id_find(v, &kind, &id) || kind != ENTITY_CALL)
		return false;
	e = entity_cache_get(view->cache, ENTITY_CALL, id,
			     connection_of(view, v));
	return e->begun != TIMESTAMP_NONE && e->stage > STAGE_PENDING;
}
