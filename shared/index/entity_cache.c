/* entity_cache - the entities that a fold works on. */

#include "entity_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/hash_index.h"
#include "entity_rows.h"

struct entity_cache {
	struct index *index;
	struct arena *arena; /* the entities */
	struct entity **buckets;
	size_t bucket_count; /* a power of two */
	struct entity **all; /* in the order of first use */
	size_t count;
	size_t cap;
	bool rebuild;
	struct hash_index rows_by_id; /* of a rebuild */
	int64_t last_row[ENTITY_KINDS];
};

struct entity_cache *
entity_cache_new(struct index *ix, bool rebuild, size_t buckets)
{
	struct entity_cache *c = calloc(1, sizeof *c);
	enum entity_kind kind;

	if (!c || !(c->buckets = calloc(buckets, sizeof(struct entity *))))
		die(EXIT_TEMPORARY, "caching entities:");
	c->index = ix;
	c->arena = arena_new();
	c->bucket_count = buckets;
	c->rebuild = rebuild;
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		c->last_row[kind] = entity_rows_last(ix, kind);
	return c;
}

/* Frees all entities without saving them. */
static void
clear(struct entity_cache *c)
{
	arena_clear(c->arena);
	c->count = 0;
	memset(c->buckets, 0, c->bucket_count * sizeof(struct entity *));
}

void
entity_cache_free(struct entity_cache *c)
{
	arena_free(c->arena);
	free(c->buckets);
	free(c->all);
	hash_index_free(&c->rows_by_id);
	free(c);
}

__extension__ typedef unsigned __int128 wide;

/*
 * Eight bytes at a time, because a connection's id is long.  Both halves of the
 * product are used: its low half does not depend on the high bytes.
 */
static uint64_t
hash_of(enum entity_kind kind, const char *id, int64_t connection)
{
	uint64_t h = HASH_START ^ (uint64_t)kind ^ (uint64_t)connection << 8;
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
bucket_of(struct entity_cache *c, uint64_t hash)
{
	return &c->buckets[hash & (c->bucket_count - 1)];
}

static struct entity *
find(struct entity *e, enum entity_kind kind, const char *id,
     int64_t connection)
{
	while (e && (e->kind != kind || e->connection != connection ||
		     strcmp(e->id, id) != 0))
		e = e->next;
	return e;
}

static void
add(struct entity_cache *c, struct entity **bucket, struct entity *e,
    struct entity *connection)
{
	if (c->count == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 1024;
		c->all = reallocarray(c->all, c->cap, sizeof(struct entity *));
		if (!c->all)
			die(EXIT_TEMPORARY, "caching entities:");
	}
	c->all[c->count++] = e;
	e->next = *bucket;
	*bucket = e;
	if (!connection)
		return;
	e->sibling = connection->children;
	connection->children = e;
}

/* Loads an entity from the index; NULL: it is not there. */
static struct entity *
load(struct entity_cache *c, enum entity_kind kind, const char *id,
     int64_t connection, uint64_t hash)
{
	size_t position = 0;
	int64_t row;

	if (!c->rebuild)
		return entity_rows_load(c->index, c->arena, kind, id,
					connection);
	while ((row = hash_index_next(&c->rows_by_id, hash, &position))) {
		struct entity *e =
		    entity_rows_load_row(c->index, c->arena, kind, row);

		if (find(e, kind, id, connection))
			return e;
		if (e)
			entity_drop(e);
	}
	return NULL;
}

struct entity *
entity_cache_get(struct entity_cache *c, enum entity_kind kind, const char *id,
		 struct entity *connection)
{
	int64_t row = connection ? connection->row : 0;
	uint64_t hash = hash_of(kind, id, row);
	struct entity **bucket = bucket_of(c, hash);
	struct entity *e = find(*bucket, kind, id, row);

	if (e)
		return e;
	/* A connection that is new carries nothing that is stored. */
	if (!connection || connection->stored)
		e = load(c, kind, id, row, hash);
	if (!e) {
		e = entity_new(c->arena, kind, id);
		e->row = ++c->last_row[kind];
		e->connection = row;
		if (c->rebuild)
			hash_index_add(&c->rows_by_id, hash, e->row);
	}
	add(c, bucket, e, connection);
	return e;
}

struct entity *
entity_cache_at(const struct entity_cache *c, size_t i)
{
	return i < c->count ? c->all[i] : NULL;
}

struct child_loader {
	struct entity_cache *cache;
	struct entity *connection;
};

static void
add_child(void *arg, struct entity *e)
{
	struct child_loader *a = arg;
	uint64_t hash = hash_of(e->kind, e->id, e->connection);
	struct entity **bucket = bucket_of(a->cache, hash);

	if (find(*bucket, e->kind, e->id, e->connection))
		entity_drop(e);
	else
		add(a->cache, bucket, e, a->connection);
}

struct entity *
entity_cache_children(struct entity_cache *c, struct entity *connection)
{
	struct child_loader a = { c, connection };
	enum entity_kind kind;

	for (kind = 0; kind < ENTITY_KINDS && connection->stored; kind++)
		if (kind != ENTITY_CONNECTION)
			entity_rows_load_open(c->index, c->arena, kind,
					      connection->row, add_child, &a);
	return connection->children;
}

int
entity_cache_save(struct entity_cache *c, const struct timeouts *timeouts,
		  timestamp now)
{
	size_t i;
	int bad = 0;

	for (i = 0; i < c->count && !bad; i++) {
		struct entity *e = c->all[i];

		if (e->dirty)
			bad = entity_rows_save(c->index, e, timeouts, now);
	}
	clear(c);
	return bad;
}
