/* availableStream - a client asks whether a stream is there. */

#include "method.h"

const struct method method = {
	.name = "availableStream",
	.summary = "a client asks whether a stream is there",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_READS,
};
