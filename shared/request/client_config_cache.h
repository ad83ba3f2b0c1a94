/*
 * client_config_cache - keeps connect's restClientConfig between requests.
 *
 * client_config_step.c fills it; policy.c says when it has to be built again.
 */
#ifndef ECHOAPP_CLIENT_CONFIG_CACHE_H
#define ECHOAPP_CLIENT_CONFIG_CACHE_H

#include <time.h>

#include "base/buffer.h"

/* A zeroed struct is empty. */
struct client_config_cache {
	char *json; /* NULL: to be built; "": WCS needs no restClientConfig */
	char *path; /* of the operator's file; NULL: there is none */
	struct buffer given;   /* its last good version; .at NULL: none yet */
	struct timespec ctime; /* of the version that was read last */
	time_t checked;	       /* second when the file was last looked at */
};

/*
 * The configuration has changed.  `path`, which is copied, may be NULL; the
 * last good version of the same path is kept.
 */
void client_config_cache_configure(struct client_config_cache *,
				   const char *path);

/* The rules have changed: the next connect builds the JSON again. */
void client_config_cache_expire(struct client_config_cache *);

void client_config_cache_free(struct client_config_cache *);

#endif
