/*
 * session_facts - what the connect of a session was let through with.
 *
 * The index and the lines that it has not folded yet say so (live_view.h), but
 * asking both takes longer than most rules.  So the connects that the index has
 * not folded are kept in memory, and each question reads on in the journal
 * (connect_tail.h).  A session that is not among them is one row of the index,
 * which is kept, too.
 */
#ifndef ECHOAPP_SESSION_FACTS_H
#define ECHOAPP_SESSION_FACTS_H

#include "index/expiry.h"
#include "live_view.h"

struct session_facts;

/* Opens no file yet.  `state_dir` is copied; the view must outlive it. */
struct session_facts *session_facts_new(const char *state_dir,
					struct live_view *);
void session_facts_free(struct session_facts *); /* allows NULL */

/*
 * The facts, a JSON object that is good until the next call; or NULL: unknown,
 * and *why says why.  No limit may be held (limiter_begin()).
 */
const char *session_facts_find(struct session_facts *, const char *node,
			       const char *session, const struct timeouts *,
			       timestamp now, const char **why);

#endif
