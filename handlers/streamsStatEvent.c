/*
 * streamsStatEvent - WCS reports on its streams.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "StreamsStatEvent",
	.summary = "WCS reports on its streams",
	.type = HOOK_EVENT,
};
