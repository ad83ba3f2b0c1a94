/*
 * going_on - which lines before a date are of entities that go on after it.
 *
 * Of a call from 23:50 to 00:10, purge must keep both days or none, because
 * half of it would be a false record.  So an entity that has lines on both
 * sides of the date, ended after it, or is live, keeps all its lines, and so
 * does its connection; the other leg of such a call, which has the same id,
 * stays, too.
 *
 * The answer comes from the index and from the part of the journal that the
 * index has not folded.  Nothing is written, so it works on a full disk, too.
 */
#ifndef ECHOAPP_GOING_ON_H
#define ECHOAPP_GOING_ON_H

#include "entity_keys.h"
#include "expiry.h"
#include "index.h"

/*
 * Fills *keys with these entities, for entity_keys_free().  Returns 0; or -1:
 * the index or the journal cannot be read, or the index is not of this journal.
 */
int going_on_read(struct entity_keys *keys, struct index *,
		  const char *state_dir, const struct timeouts *,
		  timestamp before);

#endif
