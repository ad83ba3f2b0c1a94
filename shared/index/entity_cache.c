/* entity_cache - the entities that a fold works on. */

#include "entity_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/hash_index.h"
#include "call_records.h"
#include "entity_rows.h"
#include "entity_save.h"

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

static uint64_t
hash_of(enum entity_kind kind, const char *id, int64_t connection)
{
	return hash_text(
	    HASH_START ^ (uint64_t)kind ^ (uint64_t)connection << 8, id);
}

static struct entity **
bucket_of(struct entity_cache *c, uint64_t hash)
{
	return &c->buckets[hash & (c->bucket_count - 1)];
}

static bool
has_id(const struct entity *e, enum entity_kind kind, const char *id,
       int64_t connection)
{
	return e->kind == kind && e->connection == connection &&
	       strcmp(e->id, id) == 0;
}

static struct entity *
find_latest(struct entity *e, enum entity_kind kind, const char *id,
	    int64_t connection)
{
	while (e && !(e->is_latest && has_id(e, kind, id, connection)))
		e = e->next;
	return e;
}

static struct entity *
find_row(struct entity *e, enum entity_kind kind, int64_t row)
{
	while (e && (e->kind != kind || e->row != row))
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

/*
 * Loads the latest instance up to `instance` from the index; NULL: there is
 * none.
 */
static struct entity *
load(struct entity_cache *c, enum entity_kind kind, const char *id,
     int64_t connection, int64_t instance, uint64_t hash)
{
	struct entity *latest = NULL;
	size_t position = 0;
	int64_t row;

	if (!c->rebuild)
		return entity_rows_load(c->index, c->arena, kind, id,
					connection, instance);
	while ((row = hash_index_next(&c->rows_by_id, hash, &position))) {
		struct entity *e =
		    entity_rows_load_row(c->index, c->arena, kind, row);

		if (!e)
			continue;
		if (has_id(e, kind, id, connection) &&
		    e->instance <= instance &&
		    (!latest || e->instance > latest->instance))
			latest = e;
		else
			entity_drop(e);
	}
	return latest;
}

/* Loads, unless the cache has it, what is then in the cache; or NULL. */
static struct entity *
load_into(struct entity_cache *c, enum entity_kind kind, const char *id,
	  struct entity *connection, int64_t instance, uint64_t hash)
{
	struct entity **bucket = bucket_of(c, hash);
	struct entity *e =
	    load(c, kind, id, connection ? connection->row : 0, instance, hash);
	struct entity *cached = e ? find_row(*bucket, kind, e->row) : NULL;

	if (cached)
		entity_drop(e);
	else if (e)
		add(c, bucket, e, connection);
	return cached ? cached : e;
}

static struct entity *
add_new(struct entity_cache *c, enum entity_kind kind, const char *id,
	struct entity *connection, uint64_t hash)
{
	struct entity *e = entity_new(c->arena, kind, id);

	e->row = ++c->last_row[kind];
	e->connection = connection ? connection->row : 0;
	e->is_latest = true;
	if (kind == ENTITY_CALL && connection)
		e->key = call_records_key(connection->id, id);
	if (c->rebuild)
		hash_index_add(&c->rows_by_id, hash, e->row);
	add(c, bucket_of(c, hash), e, connection);
	return e;
}

struct entity *
entity_cache_get(struct entity_cache *c, enum entity_kind kind, const char *id,
		 struct entity *connection)
{
	int64_t row = connection ? connection->row : 0;
	uint64_t hash = hash_of(kind, id, row);
	struct entity *e = find_latest(*bucket_of(c, hash), kind, id, row);

	if (e)
		return e;
	/* A connection that is new carries nothing that is stored. */
	if (!connection || connection->stored)
		e = load_into(c, kind, id, connection, INT64_MAX, hash);
	if (!e)
		return add_new(c, kind, id, connection, hash);
	e->is_latest = true;
	return e;
}

struct entity *
entity_cache_add_instance(struct entity_cache *c, struct entity *latest,
			  struct entity *connection)
{
	uint64_t hash = hash_of(latest->kind, latest->id, connection->row);
	struct entity *e =
	    add_new(c, latest->kind, latest->id, connection, hash);

	latest->is_latest = false;
	e->instance = latest->instance + 1;
	return e;
}

struct entity *
entity_cache_instance_before(struct entity_cache *c, const struct entity *after,
			     struct entity *connection)
{
	uint64_t hash = hash_of(after->kind, after->id, connection->row);
	struct entity *e = *bucket_of(c, hash);

	if (after->instance == 0)
		return NULL;
	while (e && (e->instance != after->instance - 1 ||
		     !has_id(e, after->kind, after->id, connection->row)))
		e = e->next;
	return e ? e
		 : load_into(c, after->kind, after->id, connection,
			     after->instance - 1, hash);
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

	if (find_row(*bucket, e->kind, e->row))
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
	int bad = entity_save_all(c->index, c->all, c->count, timeouts, now);

	clear(c);
	return bad;
}
