/*
 * explained - tells of one exchange: its rules, its answer, and what WCS makes
 * of that.
 */
#ifndef ECHOAPP_EXPLAINED_H
#define ECHOAPP_EXPLAINED_H

#include <stdbool.h>

#include "request/serve.h"
#include "wcs/rest_policy.h"

struct explained {
	bool json;		  /* one object */
	struct wcs_policy policy; /* as connect tells it */
	int status;		  /* to exit with: enum in command.h */
};

service_look explained_tell;

void explained_free(struct explained *);

#endif
