/* unPublishStream - a client stops publishing a stream. */

#include "method.h"

const struct method method = {
	.name = "unPublishStream",
	.summary = "a client stops publishing a stream",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_ENDS,
};
