/*
 * slot_name - names the holder of a limit's slot.
 *
 * A slot of a key belongs to the entity that the hook begins, so a hook that
 * comes twice takes one slot.  A key of a rate ("call rate by caller") counts
 * hooks: each is a holder of its own.
 */
#ifndef ECHOAPP_SLOT_NAME_H
#define ECHOAPP_SLOT_NAME_H

#include "journal/journal_line.h"

/* Room for a name and its NUL. */
#define SLOT_NAME_SIZE 1200

/*
 * The holder's name for that key; good until the next call.  `instance`: of the
 * entity (reused_id.h).
 */
const char *slot_name(const struct journal_line *, const char *key,
		      int64_t instance);

/*
 * The prefix of the names that one hook has in a rate when WCS sends it again;
 * NULL: the hook begins no entity, so each is another.  Good until the next
 * call.
 *
 * WCS repeats a hook up to three times if the answer is lost or takes longer
 * than 15 seconds; a hook repeated more often, or later, is another sender's.
 */
#define SLOT_RETRY_SIZE 34
#define SLOT_RETRIES_MAX 3
#define SLOT_RETRY_WITHIN INT64_C(60000000) /* microseconds */
const char *slot_name_retry(const struct journal_line *, int64_t instance);

#endif
