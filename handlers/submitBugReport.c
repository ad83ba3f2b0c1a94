/*
 * submitBugReport - a client sends a bug report.
 *
 * The documents also call it sendBugReport.
 */

#include "method.h"

const struct method method = {
	.name = "submitBugReport",
	.alias = "sendBugReport",
	.summary = "a client sends a bug report",
	.type = HOOK_DIRECT,
	.status_event = "BugReportStatusEvent",
	.fields = {
		{ "text", JSON_STRING, false },
		{ "type", JSON_STRING, false },
	},
};
