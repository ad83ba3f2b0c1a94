/*
 * client_config_hooks - the members of a restClientConfig, hook by hook.
 *
 * Each hook has the value that the rules need, and the value that the operator
 * gave, which wins.
 */
#ifndef ECHOAPP_CLIENT_CONFIG_HOOKS_H
#define ECHOAPP_CLIENT_CONFIG_HOOKS_H

#include <stddef.h>

#include "base/buffer.h"

/* The values of restOnError and of restPolicy. */
#define ON_ERROR_LOG "LOG"
#define ON_ERROR_FAIL "FAIL"
#define POLICY_NOTIFY "NOTIFY"
#define POLICY_OVERWRITE "OVERWRITE"
#define POLICY_DISABLE "DISABLE"

/* The settings of a hook, in the order in which they are written. */
enum client_setting {
	CLIENT_EXCLUDE,
	REST_EXCLUDE,
	REST_ON_ERROR,
	REST_POLICY,
	REST_OVERWRITE,
	CLIENT_SETTINGS
};

extern const char *const client_config_hooks_names[CLIENT_SETTINGS];

struct client_config_hook {
	char *name; /* WCS's spelling, if the hook is known */
	/* All strings are owned; NULL: not set. */
	char *derived[CLIENT_SETTINGS]; /* what the rules need */
	char *given[CLIENT_SETTINGS];	/* what the operator wrote */
};

/* A zeroed struct is empty. */
struct client_config_hooks {
	struct client_config_hook *at;
	size_t count;
};

/* WCS's spelling of a hook's name, or the name itself for an unknown hook. */
const char *client_config_hooks_spelling(const char *name);

/* The hook of that name, added if it is missing; good until the next call. */
struct client_config_hook *client_config_hooks_get(struct client_config_hooks *,
						   const char *name);

/* Appends the JSON object; nothing if there is no hook. */
void client_config_hooks_print(const struct client_config_hooks *,
			       struct buffer *json);

void client_config_hooks_free(struct client_config_hooks *);

#endif
