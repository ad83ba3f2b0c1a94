/* hook_roles - the kind of entity that a hook is about, and its role. */

#include "hook_roles.h"

#include <string.h>
#include <strings.h>

const struct hook_roles *
hook_roles_find(const char *hook)
{
	/* Often the next line of a journal has the same hook. */
	static const struct hook_roles *last = hook_roles;
	const struct hook_roles *h;

	if (last->hook && strcmp(last->hook, hook) == 0)
		return last;
	for (h = hook_roles; h->hook; h++)
		if ((h->hook[0] | 32) == (hook[0] | 32) &&
		    strcasecmp(h->hook, hook) == 0)
			return last = h;
	return NULL;
}

bool
hook_roles_is_transfer(enum hook_role role)
{
	return role == ROLE_TRANSFERS || role == ROLE_TRANSFER_ARRIVES ||
	       role == ROLE_TRANSFER_STATUS;
}

bool
hook_roles_begins(const char *hook)
{
	const struct hook_roles *h = hook_roles_find(hook);

	return h && h->kind != ENTITY_MESSAGE &&
	       (h->role == ROLE_BEGINS || h->role == ROLE_ARRIVES);
}
