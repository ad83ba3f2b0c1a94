/* entity_history - the steps of an entity, read from the index. */
#ifndef ECHOAPP_ENTITY_HISTORY_H
#define ECHOAPP_ENTITY_HISTORY_H

#include <stddef.h>

#include "key_values.h"

/* A hook about the entity. */
struct history_step {
	timestamp time;
	char *hook;
	char *status;	 /* as WCS named it; "": the hook had none */
	int http_status; /* of the response */
	char *info;	 /* "": the hook had none */
	size_t number;	 /* in the order of the journal, from 0 */
};

/* A zeroed struct is empty. */
struct entity_history {
	struct history_step *at;
	size_t count;
};

/*
 * Adds the steps of a column `history` (entity.h), and sorts all steps by
 * time.
 */
void entity_history_add(struct entity_history *, const char *history);
void entity_history_free(struct entity_history *);

/* Appends the steps as the list "history". */
void entity_history_print(const struct entity_history *, struct key_values *);

#endif
