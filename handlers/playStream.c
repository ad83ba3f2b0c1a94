/*
 * playStream - a client plays a stream.
 *
 * The answer may name another one.
 */

#include "method.h"

const struct method method = {
	.name = "playStream",
	.summary = "a client plays a stream",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_BEGINS,
	.fields = {
		{ "name", JSON_STRING, true },
	},
};
