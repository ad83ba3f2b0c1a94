/*
 * call - a client makes a call.
 *
 * The answer may change the callee.
 */

#include "method.h"

const struct method method = {
	.name = "call",
	.summary = "a client makes a call",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_BEGINS,
	.sip = { .request = "INVITE", .target = "callee" },
	.fields = {
		{ "callee", JSON_STRING, true },
	},
};
