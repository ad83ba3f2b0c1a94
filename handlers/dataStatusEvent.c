/* dataStatusEvent - data was taken or not. */

#include "method.h"

const struct method method = {
	.name = "DataStatusEvent",
	.summary = "data was taken or not",
	.type = HOOK_EVENT,
	.fields = {
		{ "operationId", JSON_STRING, true },
		{ "status", JSON_STRING, true },
	},
};
