/* bugReportStatusEvent - a bug report was taken. */

#include "method.h"

const struct method method = {
	.name = "BugReportStatusEvent",
	.summary = "a bug report was taken",
	.type = HOOK_EVENT,
};
