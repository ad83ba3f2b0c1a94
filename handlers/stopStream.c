/* stopStream - a client stops playing a stream. */

#include "method.h"

const struct method method = {
	.name = "stopStream",
	.summary = "a client stops playing a stream",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_ENDS,
};
