/* entity_update - applies a journal line to an entity. */
#ifndef ECHOAPP_ENTITY_UPDATE_H
#define ECHOAPP_ENTITY_UPDATE_H

#include "entity.h"

/* Applies a line about the entity; sets `dirty` if it changes anything. */
void entity_update(struct entity *, const struct journal_line *);

/* Applies a line about what a connection carries: it is still in use. */
void entity_update_connection(struct entity *, const struct journal_line *);

#endif
