/*
 * vars - the variables of a scenario: ${name} in strings of JSON texts.
 *
 * A string that is nothing but one variable becomes the variable's value,
 * number or object; elsewhere its text is put in.  $${ stands for ${.  ${uuid}
 * is another one each time, ${now} the milliseconds since the epoch, and
 * ${object.member} a member as it stands after the answers so far.
 */
#ifndef ECHOAPP_VARS_H
#define ECHOAPP_VARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "wcs/json_members.h"

#define VARS_NAME_MAX 64

/* Something that several hooks are about: a connection, a call. */
struct vars_object {
	char *name;
	struct json_members members;
};

struct vars {
	struct json_members named;
	struct vars_object *objects;
	size_t object_count;
	uint64_t random_state; /* where the next ${uuid} comes from; not 0 */
};

/* Appends the text with its variables put in; an unknown one is null. */
void vars_expand(struct vars *, struct buffer *, const char *json);

/*
 * The next ${name} at or behind *at, which is moved past it; false: there is
 * none.  A name that is too long or has other letters than A-Za-z0-9_-. is
 * returned as "".
 */
bool vars_reference(const char **at, char name[VARS_NAME_MAX]);

/* Is this a name that is always there? */
bool vars_is_builtin(const char *name);

struct vars_object *vars_object(struct vars *, const char *name);

/* The next number of a sequence that the seed decides (splitmix64). */
uint64_t vars_random(uint64_t *state);

#endif
