/* unPublishStream - a client stops publishing a stream. */

#include "method.h"

const struct method method = {
	.name = "unPublishStream",
	.summary = "a client stops publishing a stream",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_ENDS,
};
