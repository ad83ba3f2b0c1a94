/* entity_steps - the history of an entity: what hooks told about it. */
#ifndef ECHOAPP_ENTITY_STEPS_H
#define ECHOAPP_ENTITY_STEPS_H

#include "entity.h"

/* Is what the line reports in the history? */
bool entity_steps_has(const struct entity *, const struct journal_line *);

/* Adds what the line reports, unless it only repeats a step. */
void entity_steps_add(struct entity *, const struct journal_line *);

#endif
