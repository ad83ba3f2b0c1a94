/* pauseStream - a client pauses a stream. */

#include "method.h"

const struct method method = {
	.name = "pauseStream",
	.summary = "a client pauses a stream",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_STEP,
};
