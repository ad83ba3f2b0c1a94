/* snapshot - a client takes a picture of a stream. */

#include "method.h"

const struct method method = {
	.name = "snapshot",
	.summary = "a client takes a picture of a stream",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_READS,
};
