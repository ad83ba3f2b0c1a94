/* sendStreamEvent - a publisher mutes, unmutes or sends data. */

#include "method.h"

const struct method method = {
	.name = "sendStreamEvent",
	.summary = "a publisher mutes, unmutes or sends data",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_STEP,
	.fields = {
		{ "type", STRING, false },
	},
};
