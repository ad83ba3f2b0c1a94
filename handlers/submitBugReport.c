/*
 * submitBugReport - a client sends a bug report.
 *
 * Some of WCS's pages call it sendBugReport.
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
