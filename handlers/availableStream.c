/* availableStream - a client asks whether a stream is there. */

#include "method.h"

const struct method method = {
	.name = "availableStream",
	.summary = "a client asks whether a stream is there",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_READS,
};
