/* matches - what an id, or the beginning of one, can mean. */
#ifndef ECHOAPP_ENTITY_FIND_H
#define ECHOAPP_ENTITY_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "index/entity.h"

/* As few characters as this may stand for an id. */
#define ENTITY_PREFIX_MIN 4

struct entity_match {
	enum entity_kind kind;
	int64_t row;
	char *id;
};

struct entity_matches {
	struct entity_match *at;
	size_t count;
	bool exact; /* all have the very id */
};

/*
 * Finds calls, messages and streams by their ids, and connections by theirs or
 * by the sessionId in it: those that have it, or else those that begin so, up
 * to `most`.  Returns 0, or -1 with sql_error().
 */
int entity_find(struct entity_matches *, struct sql *, const char *id,
		size_t max);
void entity_find_free(struct entity_matches *);

/* Appends a line that tells one from another. */
void entity_find_add_line(struct buffer *, const struct entity_match *,
			  bool json);

#endif
