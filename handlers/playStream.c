/*
 * playStream - a client plays a stream.
 *
 * The answer may change the name of the stream.
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
