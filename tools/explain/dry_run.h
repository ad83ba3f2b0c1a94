/* dry_run - answers a hook as it would be answered now, and records nothing. */
#ifndef ECHOAPP_DRY_RUN_H
#define ECHOAPP_DRY_RUN_H

#include "command.h"
#include "request/serve.h"
#include "wcs/rest_policy.h"

/*
 * Opens the service of a hook with the command's configuration.  The caller
 * checks serve_error(), and closes it with serve_close().
 */
struct service *dry_run_open(const struct command_context *,
			     const struct method *);

/* Answers a POST of this body, and calls `look` with the exchange. */
void dry_run(struct service *, const struct method *, const char *body,
	     size_t len, serve_result_fn *look, void *arg);

/*
 * The restClientConfig that connect would answer now.  The policy must be
 * zeroed, and stays so if the configuration or the rules have errors.
 */
void dry_run_connect(const struct command_context *, struct rest_policy *);

#endif
