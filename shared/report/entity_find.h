/* entity_find - finds entities by an id or its beginning. */
#ifndef ECHOAPP_ENTITY_FIND_H
#define ECHOAPP_ENTITY_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "index/entity.h"

/* The beginning of an id has at least this many characters. */
#define ENTITY_PREFIX_MIN 4

struct entity_match {
	enum entity_kind kind;
	int64_t row;
	char *id;
};

/* A zeroed struct is ready. */
struct entity_matches {
	struct entity_match *at;
	size_t count;
	bool exact; /* the ids are equal to what was looked for */
};

/*
 * Finds calls, messages and streams by id, and connections by id or by the
 * sessionId in it.  Where no id is equal, finds up to `max` ids that begin so.
 * Returns 0, or -1 with sql_error(); either way the caller calls
 * entity_find_free().
 */
int entity_find(struct entity_matches *, struct sql *, const char *id,
		size_t max);
void entity_find_free(struct entity_matches *);

/* Appends a line with the kind and the id. */
void entity_find_add_line(struct buffer *, const struct entity_match *,
			  bool json);

#endif
