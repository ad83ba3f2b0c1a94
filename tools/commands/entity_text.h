/* story - what is known of one entity, and every step it took. */
#ifndef ECHOAPP_STORY_H
#define ECHOAPP_STORY_H

#include "report/entity_find.h"

/* Prints it.  Returns 0, or -1 with sql_error(). */
int entity_text_print(struct sql *, const struct entity_match *, bool json);

#endif
