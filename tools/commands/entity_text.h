/* entity_text - prints what the index has of an entity, with its history. */
#ifndef ECHOAPP_ENTITY_TEXT_H
#define ECHOAPP_ENTITY_TEXT_H

#include "report/entity_find.h"

/*
 * Prints the entity to standard output, as lines or as one JSON object.
 * Returns 0, or -1 with sql_error().
 */
int entity_text_print(struct sql *, const struct entity_match *, bool json);

#endif
