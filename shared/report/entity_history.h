/* steps - the history of an entity, as the index keeps it, read. */
#ifndef ECHOAPP_ENTITY_HISTORY_H
#define ECHOAPP_ENTITY_HISTORY_H

#include <stddef.h>

#include "key_values.h"

struct history_step {
	timestamp time;
	char *hook;
	char *status;	 /* "": none was told */
	int http_status; /* HTTP */
	char *info;	 /* "" */
	size_t number;
};

struct entity_history {
	struct history_step *at;
	size_t count;
};

/* Adds those of a history (entity.h), and puts all in order of time. */
void entity_history_add(struct entity_history *, const char *history);
void entity_history_free(struct entity_history *);

void entity_history_print(const struct entity_history *, struct key_values *);

#endif
