/*
 * publishStream - a client publishes a stream.
 *
 * The answer may name it otherwise.
 */

#include "method.h"

const struct method method = {
	.name = "publishStream",
	.summary = "a client publishes a stream",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_BEGINS,
	.fields = {
		{ "name", STRING, true },
	},
};
