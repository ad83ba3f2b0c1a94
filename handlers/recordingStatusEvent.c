/*
 * recordingStatusEvent - a recording changed its status.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "RecordingStatusEvent",
	.summary = "a recording changed its status",
	.type = HOOK_EVENT,
};
