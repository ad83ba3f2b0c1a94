/* stopStream - a client stops playing a stream. */

#include "method.h"

const struct method method = {
	.name = "stopStream",
	.summary = "a client stops playing a stream",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_ENDS,
};
