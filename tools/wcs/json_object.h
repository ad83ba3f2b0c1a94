/*
 * members - a JSON object as a list: names, and the texts of their values, in
 * the order they came.  A zeroed one is empty.
 */
#ifndef ECHOAPP_MEMBERS_H
#define ECHOAPP_MEMBERS_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"

struct members {
	struct entry {
		char *name;
		char *json; /* compact */
	} * at;
	size_t count;
};

/* Adds those of an object; one that stands twice has its last value. */
void members_read(struct members *, const struct scan *,
		  const struct token *object);

/* The value's text, or NULL. */
const char *members_get(const struct members *, const char *name);

/* Changes it where it stands, or adds it at the end; both are copied. */
void members_set(struct members *, const char *name, const char *json);
void members_set_text(struct members *, const char *name, const char *text);

void members_remove(struct members *, const char *name);

/* Sets all of the others. */
void members_merge(struct members *, const struct members *others);

void members_write(struct buffer *, const struct members *);

void members_free(struct members *);

#endif
