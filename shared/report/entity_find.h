/* matches - what an id, or the beginning of one, can mean. */
#ifndef ECHOAPP_MATCHES_H
#define ECHOAPP_MATCHES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "index/entity.h"

/* As few characters as this may stand for an id. */
#define PREFIX_MIN 4

struct match {
	enum about about;
	int64_t row;
	char *id;
};

struct matches {
	struct match *at;
	size_t count;
	bool exact; /* all have the very id */
};

/*
 * Finds calls, messages and streams by their ids, and connections by theirs or
 * by the sessionId in it: those that have it, or else those that begin so, up
 * to `most`.  Returns 0, or -1 with sql_error().
 */
int matches_find(struct matches *, struct sql *, const char *id, size_t most);
void matches_free(struct matches *);

/* Appends a line that tells one from another. */
void match_add(struct buffer *, const struct match *, bool json);

#endif
