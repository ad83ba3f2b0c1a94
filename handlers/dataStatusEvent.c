/* dataStatusEvent - data was taken or not. */

#include "method.h"

const struct method method = {
	.name = "DataStatusEvent",
	.summary = "data was taken or not",
	.type = EVENT,
	.fields = {
		{ "operationId", STRING, true },
		{ "status", STRING, true },
	},
};
