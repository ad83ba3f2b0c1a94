/*
 * onDataEvent - a client sends data to the web server.
 *
 * In spite of its name a client asks for it, so it may be refused.
 */

#include "method.h"

const struct method method = {
	.name = "OnDataEvent",
	.summary = "a client sends data to the web server",
	.type = HOOK_DIRECT,
	.status_event = "DataStatusEvent",
	.fields = {
		{ "operationId", JSON_STRING, true },
	},
};
