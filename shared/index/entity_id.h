/* entity_id - which entity a journal line is about. */
#ifndef ECHOAPP_ENTITY_ID_H
#define ECHOAPP_ENTITY_ID_H

#include <stdbool.h>

#include "journal/journal_line.h"
#include "protocol/entity_kind.h"

/*
 * The kind and id of the entity that a line is about; false: none.  A received
 * message has another id than the one that was sent.  *id is good until the
 * next call.
 */
bool entity_id_find(const struct journal_line *, enum entity_kind *,
		    const char **id);

/*
 * The id of the line's connection, good until the next call.  What WCS's own
 * API begins has no session; for each node it belongs to a nominal connection
 * (entity_is_nominal()).
 */
const char *entity_id_connection(const struct journal_line *);

#endif
