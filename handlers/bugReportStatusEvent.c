/* bugReportStatusEvent - a bug report was received. */

#include "method.h"

const struct method method = {
	.name = "BugReportStatusEvent",
	.summary = "a bug report was received",
	.type = HOOK_EVENT,
};
