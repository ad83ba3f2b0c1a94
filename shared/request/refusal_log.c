/* refusal_log - bounds how many refusals of unread requests are recorded. */

#include "refusal_log.h"

bool
refusal_log_is_due(struct refusal_log *r, time_t second)
{
	const time_t passed = second - r->second;

	if (passed <= 0)
		return false;
	r->second = second;
	if (passed >= REFUSAL_LOG_BURST / REFUSAL_LOG_A_SECOND ||
	    r->spent <= (unsigned)passed * REFUSAL_LOG_A_SECOND)
		r->spent = 0;
	else
		r->spent -= (unsigned)passed * REFUSAL_LOG_A_SECOND;
	return r->held.len > 0;
}

bool
refusal_log_admits(struct refusal_log *r)
{
	if (r->spent >= REFUSAL_LOG_BURST)
		return false;
	r->spent++;
	return true;
}

bool
refusal_log_wants_line(const struct refusal_log *r)
{
	return r->held.len == 0;
}

void
refusal_log_hold(struct refusal_log *r, const struct buffer *line,
		 const struct timespec *when)
{
	if (r->held.len > 0) {
		r->suppressed++;
		return;
	}
	buffer_add(&r->held, line->at, line->len);
	r->when = *when;
}

void
refusal_log_take(struct refusal_log *r, struct buffer *line)
{
	/* The line ends with the object's brace and a newline. */
	buffer_add(line, r->held.at, r->held.len - 2);
	if (r->suppressed)
		buffer_printf(line, ",\"suppressed\":%u", r->suppressed);
	buffer_str(line, "}\n");
	r->held.len = 0;
	r->suppressed = 0;
	r->spent++;
}

void
refusal_log_free(struct refusal_log *r)
{
	buffer_free(&r->held);
}
