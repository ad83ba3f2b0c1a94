/*
 * connectionStatusEvent - a session was established, failed or ended.
 *
 * After a failure WCS sends only status and info.
 */

#include "method.h"

const struct method method = {
	.name = "ConnectionStatusEvent",
	.summary = "a session was established, failed or ended",
	.type = HOOK_EVENT,
	.about = &connection_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
	},
};
