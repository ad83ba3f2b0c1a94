/*
 * reused_id - tells calls and streams apart that have one id in one session.
 *
 * The page chooses ids, and SIP's Call-IDs come again.  What begins after an
 * end is another call, unless it repeats a hook of the call that ended:
 *
 * - A request begins another call when it comes more than HOOK_DISORDER after
 *   the end, or sooner with other parties.  WCS repeats a request only while it
 *   waits for the answer, and reports nothing about the call until then.
 * - A status that shows a call in progress begins another when it comes more
 *   than HOOK_DISORDER after the end, and is no repetition: the history does
 * not have it, or the end was more than REPEATED_WITHIN ago.
 *
 * All other hooks are about the call that is there.
 */
#ifndef ECHOAPP_REUSED_ID_H
#define ECHOAPP_REUSED_ID_H

#include "entity.h"

/* What an entity is called: its id, or ID~2 if it is the second with that id.
 */
#define REUSED_ID_NAME_SQL                                                     \
	"CASE WHEN instance THEN id || '~' || (instance + 1) ELSE id END"

/* The instance that a name means, at least 1, and the length of the id; or 0.
 */
int64_t reused_id_instance(const char *name, size_t *id_len);

/* Does the line begin another than `latest`, which is the latest of its id? */
bool reused_id_begins_another(const struct entity *latest,
			      const struct journal_line *);

/* Is a line that does not, about `before` rather than about `latest`? */
bool reused_id_is_about_before(const struct entity *latest,
			       const struct entity *before,
			       const struct journal_line *);

#endif
