/* cache - the entities that a fold has in hand. */

#include "entity_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash_index.h"
#include "entity_rows.h"

struct cache {
	struct index *index;
	struct arena *arena; /* the entities */
	struct entity **buckets;
	size_t bucket_count; /* a power of two */
	struct entity **all; /* in the order they came: that of their rows */
	size_t count;
	size_t room;
	bool anew;
	struct known known; /* when anew */
	int64_t last_row[ABOUTS];
};

struct cache *
cache_new(struct index *ix, bool anew, size_t buckets)
{
	struct cache *c = calloc(1, sizeof *c);
	enum about about;

	if (!c || !(c->buckets = calloc(buckets, sizeof(struct entity *))))
		die(EXIT_AGAIN, "a cache:");
	c->index = ix;
	c->arena = arena_new();
	c->bucket_count = buckets;
	c->anew = anew;
	for (about = 0; about < ABOUTS; about++)
		c->last_row[about] = rows_last(ix, about);
	return c;
}

void
cache_forget(struct cache *c)
{
	arena_clear(c->arena);
	c->count = 0;
	memset(c->buckets, 0, c->bucket_count * sizeof(struct entity *));
}

void
cache_free(struct cache *c)
{
	arena_free(c->arena);
	free(c->buckets);
	free(c->all);
	known_free(&c->known);
	free(c);
}

__extension__ typedef unsigned __int128 wide;

/*
 * Eight bytes at a time: a connection's id is long.  Both halves of a product
 * count, for the low one knows nothing of the high bytes.
 */
static uint64_t
hash_of(enum about about, const char *id, int64_t connection)
{
	uint64_t h =
	    14695981039346656037u ^ (uint64_t)about ^ (uint64_t)connection << 8;
	size_t left = strlen(id), n;
	wide product;

	for (; left > 0; left -= n, id += n) {
		uint64_t eight = 0;

		n = left < sizeof eight ? left : sizeof eight;
		memcpy(&eight, id, n);
		product = (wide)(h ^ eight) * 11400714819323198485u;
		h = (uint64_t)product ^ (uint64_t)(product >> 64);
	}
	return h;
}

static struct entity **
bucket_of(struct cache *c, uint64_t hash)
{
	return &c->buckets[hash & (c->bucket_count - 1)];
}

static struct entity *
find(struct entity *e, enum about about, const char *id, int64_t connection)
{
	while (e && (e->about != about || e->connection != connection ||
		     strcmp(e->id, id) != 0))
		e = e->next;
	return e;
}

static void
add(struct cache *c, struct entity **bucket, struct entity *e,
    struct entity *connection)
{
	if (c->count == c->room) {
		c->room = c->room ? c->room * 2 : 1024;
		c->all = reallocarray(c->all, c->room, sizeof(struct entity *));
		if (!c->all)
			die(EXIT_AGAIN, "a cache:");
	}
	c->all[c->count++] = e;
	e->next = *bucket;
	*bucket = e;
	if (!connection)
		return;
	e->sibling = connection->children;
	connection->children = e;
}

/* From the index; NULL: it is not there. */
static struct entity *
load(struct cache *c, enum about about, const char *id, int64_t connection,
     uint64_t hash)
{
	size_t place = 0;
	int64_t row;

	if (!c->anew)
		return rows_load(c->index, c->arena, about, id, connection);
	while ((row = known_next(&c->known, hash, &place))) {
		struct entity *e =
		    rows_load_row(c->index, c->arena, about, row);

		if (find(e, about, id, connection))
			return e;
		if (e)
			entity_drop(e);
	}
	return NULL;
}

struct entity *
cache_get(struct cache *c, enum about about, const char *id,
	  struct entity *connection)
{
	int64_t row = connection ? connection->row : 0;
	uint64_t hash = hash_of(about, id, row);
	struct entity **bucket = bucket_of(c, hash);
	struct entity *e = find(*bucket, about, id, row);

	if (e)
		return e;
	/* What belongs to a new connection is new, too. */
	if (!connection || connection->stored)
		e = load(c, about, id, row, hash);
	if (!e) {
		e = entity_new(c->arena, about, id);
		e->row = ++c->last_row[about];
		e->connection = row;
		if (c->anew)
			known_add(&c->known, hash, e->row);
	}
	add(c, bucket, e, connection);
	return e;
}

struct entity *
cache_at(const struct cache *c, size_t i)
{
	return i < c->count ? c->all[i] : NULL;
}

struct adding {
	struct cache *cache;
	struct entity *connection;
};

static void
add_open(void *arg, struct entity *e)
{
	struct adding *a = arg;
	uint64_t hash = hash_of(e->about, e->id, e->connection);
	struct entity **bucket = bucket_of(a->cache, hash);

	if (find(*bucket, e->about, e->id, e->connection))
		entity_drop(e);
	else
		add(a->cache, bucket, e, a->connection);
}

struct entity *
cache_children(struct cache *c, struct entity *connection)
{
	struct adding a = { c, connection };
	enum about about;

	for (about = 0; about < ABOUTS && connection->stored; about++)
		if (about != CONNECTION)
			rows_load_open(c->index, c->arena, about,
				       connection->row, add_open, &a);
	return connection->children;
}

int
cache_save(struct cache *c, const struct patience *patience, moment now)
{
	size_t i;
	int bad = 0;

	for (i = 0; i < c->count && !bad; i++) {
		struct entity *e = c->all[i];

		if (e->dirty)
			bad = rows_save(c->index, e, patience, now);
	}
	cache_forget(c);
	return bad;
}
