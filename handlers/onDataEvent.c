/*
 * onDataEvent - a client sends data to the web server.
 *
 * Named like an event, but a client asks for it and it may be refused.
 */

#include "method.h"

const struct method method = {
	.name = "OnDataEvent",
	.summary = "a client sends data to the web server",
	.type = HOOK_DIRECT,
	.role = ROLE_BEGINS,
	.status_event = "DataStatusEvent",
	.fields = {
		{ "operationId", JSON_STRING, true },
	},
};
