/*
 * streamEvent - a publisher's event reached a subscriber.
 *
 * Comes once per subscriber.
 */

#include "method.h"

const struct method method = {
	.name = "StreamEvent",
	.summary = "a publisher's event reached a subscriber",
	.type = EVENT,
	.about = &a_stream,
	.role = ROLE_STEP,
	.fields = {
		{ "type", STRING, false },
	},
};
