/* replay_check - marks signed hooks that came more often than WCS repeats them.
 */

#include "replay_check.h"

#include <stdio.h>

#include "auth/auth.h"

/*
 * Can two hooks with the same bytes not both be meant?  A stream is reported
 * active again and again, a person presses a key twice, and what is about no
 * entity may be anything.
 */
static bool
comes_once(const struct method *m)
{
	return m->about && (m->role == ROLE_BEGINS || m->role == ROLE_ARRIVES ||
			    m->role == ROLE_STATUS || m->role == ROLE_ENDS);
}

enum http_status
replay_check(struct exchange *x)
{
	if (x->is_dry_run || auth_repeats(x->auth) <= REPLAYS_OF_WCS ||
	    !comes_once(x->method))
		return STEP_OK;
	buffer_str(x->warnings, ",\"replay\"");
	if (x->method->type != HOOK_CONNECT)
		return STEP_OK;
	snprintf(x->rule, sizeof x->rule, "auth");
	return refuse(x, HTTP_FORBIDDEN,
		      "this signed hook came %u times within a minute, and WCS "
		      "repeats it %d times at most",
		      auth_repeats(x->auth) + 1, REPLAYS_OF_WCS);
}
