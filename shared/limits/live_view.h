/*
 * live_view - the present state: the index, and over it the end of the journal.
 *
 * A limit has to count what was answered a moment ago, and no request waits for
 * a fold.  So the lines that the index has not folded yet are read into memory,
 * each once, as an overlay over the index.  The overlay is dropped when the
 * index changes.
 */
#ifndef ECHOAPP_LIVE_VIEW_H
#define ECHOAPP_LIVE_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "index/entity.h"
#include "index/expiry.h"

struct live_view;

/* Opens no file yet.  `state_dir` is copied. */
struct live_view *live_view_new(const char *state_dir);
void live_view_free(struct live_view *);

/*
 * Reads the journal to its end.  Returns 0, or -1 when the index or the journal
 * cannot be read, or the index is too far behind.  All counts until
 * live_view_end() are of one moment; `timeouts` must last as long.
 */
int live_view_begin(struct live_view *, const struct timeouts *, timestamp now);
void live_view_end(struct live_view *);

/* Why live_view_begin() or a count failed; "" if nothing failed. */
const char *live_view_error(const struct live_view *);

/*
 * The number of active slots of that key.  *mine: the slot of that name is
 * active.  -1: an error.
 */
int64_t live_view_count_active(struct live_view *, enum entity_kind,
			       const char *key, const char *name, bool *mine);

/*
 * The number of slots of that key taken in the last `within` microseconds; -1:
 * an error.
 */
int64_t live_view_count_since(struct live_view *, const char *key,
			      timestamp within);

/*
 * The number of slots of that key whose names begin with `prefix`
 * (slot_name_retry()), taken in the last SLOT_RETRY_WITHIN microseconds; -1: an
 * error.
 */
int64_t live_view_count_retries(struct live_view *, const char *key,
				const char *prefix);

/*
 * Which of those with its id the line is about (reused_id.h).  *is_new: the
 * line begins another than there has been.
 */
int64_t live_view_instance(struct live_view *, const struct journal_line *,
			   bool *is_new);

/*
 * What the connect of the line's session was let through with (entity.h), good
 * until live_view_end(); NULL: unknown.
 */
const char *live_view_facts(struct live_view *, const struct journal_line *);

/*
 * The same, as the index alone says it, by the id of a connection
 * (entity_id.h): without live_view_begin(), and in a few microseconds.  *facts
 * is in `text`; NULL: unknown.  Returns 0, or -1: the index cannot be read now.
 */
int live_view_stored_facts(struct live_view *, const char *id,
			   struct buffer *text, const char **facts);

/*
 * Up to where the index has folded the file of yesterday (0) or today (1), at
 * live_view_begin().  *inode is 0 if the day has no file.
 */
off_t live_view_folded(const struct live_view *, size_t day, ino_t *inode);

/* Is the index another file by now, or was it not read at all? */
bool live_view_is_replaced(const struct live_view *);

/*
 * Why the call or stream of the line would not count as active; NULL: it would
 * count, or the line is about neither.
 */
const char *live_view_refusal(struct live_view *, const struct journal_line *);

/*
 * Does the line begin a call that has progressed since?  Then WCS has had the
 * answer, and has no reason to repeat the hook.
 */
bool live_view_has_progressed(struct live_view *, const struct journal_line *);

/*
 * When the line's connection had its first hook; TIMESTAMP_NONE: it has had
 * none.
 */
timestamp live_view_connection_began(struct live_view *,
				     const struct journal_line *);

#endif
