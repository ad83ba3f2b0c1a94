/* client_config_given - reads the restClientConfig that the operator wrote. */
#ifndef ECHOAPP_CLIENT_CONFIG_GIVEN_H
#define ECHOAPP_CLIENT_CONFIG_GIVEN_H

#include <stddef.h>

#include "base/error.h"
#include "client_config_hooks.h"

/*
 * Sets what each hook was given, from a JSON object of `len` bytes.  Returns 0,
 * or -1 with the error; then some hooks may be set.
 */
int client_config_given_read(struct client_config_hooks *, const char *json,
			     size_t len, struct error *);

#endif
