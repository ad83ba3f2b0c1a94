/*
 * errorStatusEvent - something failed that has no event of its own.
 *
 * The documents call it ErrorEvent.
 */

#include "method.h"

const struct method method = {
	.name = "ErrorStatusEvent",
	.alias = "ErrorEvent",
	.summary = "something failed that has no event of its own",
	.type = HOOK_EVENT,
};
