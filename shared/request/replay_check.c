/* replay_check - finds signed hooks that are sent again by others than WCS. */

#include "replay_check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "auth/auth.h"
#include "base/time_text.h"
#include "index/expiry.h"
#include "limits/limiter.h"
#include "policy.h"

/*
 * WCS waits 15 s for an answer and repeats a hook up to three times, so its
 * last try begins within a minute; twice as long is granted.
 */
#define CONNECT_WITHIN (120 * TIMESTAMP_SECOND)

#define UUID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

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

/*
 * Is it an id that no other session gets?  WCS 5.2 and later append a UUID;
 * before, an id is made of addresses and ports, which come again.
 */
static bool
is_unique(const char *session)
{
	const size_t size = sizeof UUID - 1, len = strlen(session);
	const char *at = session + len - size;
	size_t i;

	if (len < size)
		return false;
	for (i = 0; i < size; i++)
		if (UUID[i] == '-' ? at[i] != '-'
				   : !isxdigit((unsigned char)at[i]))
			return false;
	return true;
}

/*
 * When the session of this connect began; TIMESTAMP_NONE: now, or nobody can
 * tell.  The limiter stays locked for the limits of this exchange.
 */
static timestamp
session_began(struct exchange *x)
{
	const struct timeouts timeouts = expiry_timeouts(x->conf);
	const struct journal_line v = {
		.hook = x->method->name,
		.node = get_string(x, "nodeId"),
		.session = get_string(x, "sessionId"),
	};
	struct limiter *l = x->policy->limiter;

	if (!v.session || !is_unique(v.session))
		return TIMESTAMP_NONE;
	if (!x->limiter_held)
		x->limiter_held = limiter_begin(l, &timeouts, x->received) == 0;
	return x->limiter_held ? limiter_connection_began(l, &v)
			       : TIMESTAMP_NONE;
}

/* WCS connects a session once. */
static enum http_status
check_session(struct exchange *x)
{
	const timestamp began = session_began(x);
	char text[TIME_TEXT_SIZE];

	if (began == TIMESTAMP_NONE || began > x->received - CONNECT_WITHIN)
		return STEP_OK;
	buffer_str(x->warnings, ",\"replay\"");
	snprintf(x->rule, sizeof x->rule, "auth");
	time_text_format(text, began);
	return refuse(x, HTTP_FORBIDDEN,
		      "this signed connect is of a session that began at %s, "
		      "and WCS connects a session once",
		      text);
}

enum http_status
replay_check(struct exchange *x)
{
	if (x->is_dry_run || x->conf->auth != AUTH_HMAC ||
	    !comes_once(x->method))
		return STEP_OK;
	if (auth_repeats(x->auth) <= REPLAYS_OF_WCS)
		return x->method->type == HOOK_CONNECT ? check_session(x)
						       : STEP_OK;
	buffer_str(x->warnings, ",\"replay\"");
	if (x->method->type != HOOK_CONNECT)
		return STEP_OK;
	snprintf(x->rule, sizeof x->rule, "auth");
	return refuse(x, HTTP_FORBIDDEN,
		      "this signed hook came %u times within a minute, and WCS "
		      "repeats it %d times at most",
		      auth_repeats(x->auth) + 1, REPLAYS_OF_WCS);
}
