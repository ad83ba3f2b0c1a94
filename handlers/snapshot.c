/* snapshot - a client takes a picture of a stream. */

#include "method.h"

const struct method method = {
	.name = "snapshot",
	.summary = "a client takes a picture of a stream",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_READS,
};
