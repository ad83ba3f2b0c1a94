/*
 * hook_roles - the kind of entity that a hook is about, and its role, by the
 * name of the hook.
 *
 * scripts/print_hook_roles.c generates the table from `.about` and `.role` of
 * all handlers, because a program is linked with one handler only and folds the
 * hooks of all.
 */
#ifndef ECHOAPP_HOOK_ROLES_H
#define ECHOAPP_HOOK_ROLES_H

#include <stdbool.h>

#include "method.h"

struct hook_roles {
	const char *hook;
	enum entity_kind kind;
	enum hook_role role;
};

/* The hooks that the index folds; a NULL hook ends the table. */
extern const struct hook_roles hook_roles[];

/* Finds a hook by its name, in any case; NULL: the index does not fold it. */
const struct hook_roles *hook_roles_find(const char *hook);

bool hook_roles_is_transfer(enum hook_role);

/* Does the hook begin an entity that is active until it ends, not a message? */
bool hook_roles_begins(const char *hook);

#endif
