/*
 * rehearse - a hook as it would be answered now, without being recorded.
 */
#ifndef ECHOAPP_REHEARSE_H
#define ECHOAPP_REHEARSE_H

#include "command.h"
#include "request/serve.h"
#include "wcs/rest_policy.h"

/* With the configuration of the command; service_close() it. */
struct service *rehearsal_of(const struct context *, const struct method *);

void rehearse(struct service *, const struct method *, const char *body,
	      size_t len, service_look *, void *arg);

/* What connect would tell WCS just now. */
void rehearse_connect(const struct context *, struct wcs_policy *);

#endif
