/* client_config_cache - keeps connect's restClientConfig between requests. */

#include "client_config_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

void
client_config_cache_configure(struct client_config_cache *c, const char *path)
{
	client_config_cache_expire(c);
	if (c->path && path && strcmp(c->path, path) == 0)
		return;
	buffer_free(&c->given);
	free(c->path);
	c->path = str_dup(path);
}

void
client_config_cache_expire(struct client_config_cache *c)
{
	free(c->json);
	c->json = NULL;
}

void
client_config_cache_free(struct client_config_cache *c)
{
	buffer_free(&c->given);
	free(c->path);
	free(c->json);
	*c = (struct client_config_cache){ 0 };
}
