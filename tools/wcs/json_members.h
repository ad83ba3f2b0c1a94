/*
 * json_members - a JSON object as a list: names, and the texts of their values,
 * in the order of the object.  A zeroed struct is empty.
 */
#ifndef ECHOAPP_JSON_MEMBERS_H
#define ECHOAPP_JSON_MEMBERS_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"

struct json_members {
	struct json_member {
		char *name;
		char *json; /* compact */
	} * at;
	size_t count;
};

/* Adds the members of an object; a name that comes twice has its last value. */
void json_members_read(struct json_members *, const struct json_scan *,
		       const struct json_token *object);

/* The text of the value, lent until the member changes, or NULL. */
const char *json_members_get(const struct json_members *, const char *name);

/* Changes the member in its position, or adds it at the end; copies both. */
void json_members_set(struct json_members *, const char *name,
		      const char *json);

/* The same with a string, which is not yet JSON. */
void json_members_set_text(struct json_members *, const char *name,
			   const char *text);

void json_members_remove(struct json_members *, const char *name);

/* Sets every member of the others. */
void json_members_merge(struct json_members *,
			const struct json_members *others);

/* Appends the object, compact. */
void json_members_write(struct buffer *, const struct json_members *);

/* Leaves an empty list. */
void json_members_free(struct json_members *);

#endif
