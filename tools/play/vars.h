/*
 * vars - the variables of a scenario: ${name} in the strings of JSON texts.
 *
 * A string that is only a variable becomes the variable's value, also a number
 * or an object; in a longer string the value's text is inserted.  $${ stands
 * for
 * ${.  ${uuid} differs each time, ${now} is milliseconds since the epoch, and
 * ${object.member} is a member with the changes of the answers so far.
 */
#ifndef ECHOAPP_VARS_H
#define ECHOAPP_VARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "wcs/json_members.h"

/* Bytes of a name, with the NUL. */
#define VARS_NAME_MAX 64

/* The members that several hooks share: those of a call, a connection. */
struct vars_object {
	char *name;
	struct json_members members;
};

struct vars {
	struct json_members named;
	struct vars_object *objects;
	size_t object_count;
	uint64_t random_state; /* for vars_random() */
};

/* Appends the text with its variables replaced; an unknown one is null. */
void vars_expand(struct vars *, struct buffer *, const char *json);

/*
 * Finds the next ${name} from *at on, and moves *at after it; false: there is
 * no other.  A name that is too long, or has characters other than
 * A-Za-z0-9_-., is returned as "".
 */
bool vars_reference(const char **at, char name[VARS_NAME_MAX]);

/* Does every scenario have this variable? */
bool vars_is_builtin(const char *name);

/* The object of that name, or NULL. */
struct vars_object *vars_object(struct vars *, const char *name);

/* The next number of a sequence (splitmix64); any state is good. */
uint64_t vars_random(uint64_t *state);

#endif
