/*
 * client_config - the restClientConfig that makes WCS obey the rules.
 *
 * By default WCS ignores every refusal and every change except those of connect
 * (PROTOCOL.md, restClientConfig).  The answer to connect asks for more.
 */
#ifndef ECHOAPP_CLIENT_CONFIG_H
#define ECHOAPP_CLIENT_CONFIG_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "rules.h"

/* The longest file that the operator may give, in bytes. */
#define CLIENT_CONFIG_MAX ((size_t)256 * 1024)

/* Called for each rule that the operator's restClientConfig overrides. */
typedef void client_config_conflict_fn(void *arg, const struct rule *,
				       const char *why);

/*
 * Appends the JSON object; nothing if WCS needs none.  `given` is the object
 * that the operator wrote, or NULL; its values replace those that the rules
 * need.  `report` may be NULL.  Returns 0, or -1 with the error of `given`;
 * then nothing was appended.
 */
int client_config(const struct rules *, const char *given, size_t len,
		  struct buffer *json, client_config_conflict_fn *report,
		  void *arg, struct error *);

#endif
