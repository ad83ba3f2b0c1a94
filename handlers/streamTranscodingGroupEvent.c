/*
 * streamTranscodingGroupEvent - WCS reports on a transcoding group.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "StreamTranscodingGroupEvent",
	.summary = "WCS reports on a transcoding group",
	.type = HOOK_EVENT,
};
