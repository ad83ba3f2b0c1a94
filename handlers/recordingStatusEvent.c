/*
 * recordingStatusEvent - a recording went on.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "RecordingStatusEvent",
	.summary = "a recording went on",
	.type = HOOK_EVENT,
};
