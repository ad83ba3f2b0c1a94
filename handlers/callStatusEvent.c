/*
 * callStatusEvent - a call changed its state.
 *
 * Several for every call: it runs twice.
 */

#include "method.h"

const struct method method = {
	.name = "CallStatusEvent",
	.summary = "a call changed its state",
	.type = HOOK_EVENT,
	.about = &call_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
	.processes = 2,
};
