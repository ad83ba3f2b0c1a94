/*
 * members - a JSON object as a list: names, and the texts of their values, in
 * the order they came.  A zeroed one is empty.
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

/* Adds those of an object; one that stands twice has its last value. */
void json_members_read(struct json_members *, const struct json_scan *,
		       const struct json_token *object);

/* The value's text, or NULL. */
const char *json_members_get(const struct json_members *, const char *name);

/* Changes it where it stands, or adds it at the end; both are copied. */
void json_members_set(struct json_members *, const char *name,
		      const char *json);
void json_members_set_text(struct json_members *, const char *name,
			   const char *text);

void json_members_remove(struct json_members *, const char *name);

/* Sets all of the others. */
void json_members_merge(struct json_members *,
			const struct json_members *others);

void json_members_write(struct buffer *, const struct json_members *);

void json_members_free(struct json_members *);

#endif
