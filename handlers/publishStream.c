/*
 * publishStream - a client publishes a stream.
 *
 * The answer may name it otherwise.
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
