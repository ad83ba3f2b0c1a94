/* pauseStream - a client pauses a stream. */

#include "method.h"

const struct method method = {
	.name = "pauseStream",
	.summary = "a client pauses a stream",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_STEP,
};
