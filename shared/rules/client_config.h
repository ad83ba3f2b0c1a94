/*
 * client_config - the restClientConfig that makes the rules true.
 *
 * Of itself WCS takes no notice of a refusal or a change, but those of connect
 * (PROTOCOL.md, restClientConfig).  What else there is it is told in the answer
 * to connect.
 */
#ifndef ECHOAPP_CLIENT_CONFIG_H
#define ECHOAPP_CLIENT_CONFIG_H

#include <stddef.h>

#include "base/buffer.h"
#include "rules.h"

/* The longest file of the operator's, in bytes. */
#define CLIENT_CONFIG_MAX ((size_t)256 * 1024)

/* Told where what the operator gave defeats a rule. */
typedef void client_config_conflict_fn(void *arg, const struct rule *,
				       const char *why);

/*
 * Appends the JSON object; nothing, when there is nothing to say.  `given` is
 * the object that the operator wrote, or NULL: what stands in it wins.
 * Returns 0, or -1 with words in `error`, when `given` is none.
 */
int client_config(const struct rules *, const char *given, size_t len,
		  struct buffer *json, client_config_conflict_fn *, void *arg,
		  char *error, size_t size);

#endif
