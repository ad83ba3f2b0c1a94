/*
 * playStream - a client plays a stream.
 *
 * The answer may name another one.
 */

#include "method.h"

const struct method method = {
	.name = "playStream",
	.summary = "a client plays a stream",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_BEGINS,
	.fields = {
		{ "name", STRING, true },
	},
};
