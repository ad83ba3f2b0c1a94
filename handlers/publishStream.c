/*
 * publishStream - a client publishes a stream.
 *
 * The answer may change the name of the stream.
 */

#include "method.h"

const struct method method = {
	.name = "publishStream",
	.summary = "a client publishes a stream",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_BEGINS,
	.fields = {
		{ "name", JSON_STRING, true },
	},
};
