/* dataStatusEvent - data was accepted or refused. */

#include "method.h"

const struct method method = {
	.name = "DataStatusEvent",
	.summary = "data was accepted or refused",
	.type = HOOK_EVENT,
	.fields = {
		{ "operationId", JSON_STRING, true },
		{ "status", JSON_STRING, true },
	},
};
