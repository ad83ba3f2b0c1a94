/*
 * callStatusEvent - a call changed its state.
 *
 * Several for every call: it runs twice.
 */

#include "method.h"

const struct method method = {
	.name = "CallStatusEvent",
	.summary = "a call changed its state",
	.type = EVENT,
	.about = &a_call,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", STRING, true },
	},
	.processes = 2,
};
