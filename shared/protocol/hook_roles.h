/*
 * hook_roles - which kind of entity a hook is about, and its role: what the
 * handlers declare as `.about` and `.role`, by the names of hooks.
 *
 * The table is generated from the handlers (hook_roles_print.c), so that each
 * program knows the hooks of all.
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

/* Generated: the hooks that the index folds; ends with a NULL hook. */
extern const struct hook_roles hook_roles[];

/* By a hook's name, in any case; NULL: the index does not fold it. */
const struct hook_roles *hook_roles_find(const char *hook);

/* Does the hook begin something that is active until it ends? */
bool hook_roles_begins(const char *hook);

#endif
