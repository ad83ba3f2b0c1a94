/*
 * call - a client calls someone.
 *
 * The answer may name another callee.
 */

#include "method.h"

const struct method method = {
	.name = "call",
	.summary = "a client calls someone",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_BEGINS,
	.sip = { "INVITE", "callee" },
	.fields = {
		{ "callee", JSON_STRING, true },
	},
};
