/*
 * entity_status - how a status changes an entity.
 *
 * A status only goes forward.  The first terminal status stays; of two that
 * alternate (ESTABLISHED, HOLD) the later holds.  A connection and a
 * registration may begin again.
 */
#ifndef ECHOAPP_ENTITY_STATUS_H
#define ECHOAPP_ENTITY_STATUS_H

#include "entity.h"

/*
 * Applies a status that was reported at `when`.  `is_another_connect`: it is
 * the request to open a connection that was open before.
 */
void entity_status_apply(struct entity *, const char *status, enum stage,
			 bool is_another_connect, timestamp when);

#endif
