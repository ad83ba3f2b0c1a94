/*
 * rehearse - a hook as it would be answered now, without being recorded.
 */
#ifndef ECHOAPP_REHEARSE_H
#define ECHOAPP_REHEARSE_H

#include "command.h"
#include "request/serve.h"
#include "wcs/rest_policy.h"

/* With the configuration of the command; serve_close() it. */
struct service *dry_run_open(const struct command_context *,
			     const struct method *);

void dry_run(struct service *, const struct method *, const char *body,
	     size_t len, serve_result_fn *, void *arg);

/* What connect would tell WCS just now. */
void dry_run_connect(const struct command_context *, struct rest_policy *);

#endif
