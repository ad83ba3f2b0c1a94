/* transfer - a client transfers a call. */

#include "method.h"

const struct method method = {
	.name = "transfer",
	.summary = "a client transfers a call",
	.type = DIRECT,
	.about = &a_call,
	.fields = {
		{ "target", STRING, true },
	},
};
