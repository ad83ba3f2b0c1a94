/* sendStreamEvent - a publisher mutes, unmutes or sends data. */

#include "method.h"

const struct method method = {
	.name = "sendStreamEvent",
	.summary = "a publisher mutes, unmutes or sends data",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_STEP,
	.fields = {
		{ "type", JSON_STRING, false },
	},
};
