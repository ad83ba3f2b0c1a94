/* availableStream - a client asks whether a stream exists. */

#include "method.h"

const struct method method = {
	.name = "availableStream",
	.summary = "a client asks whether a stream exists",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_READS,
};
