/*
 * errorStatusEvent - an error that has no event of its own.
 *
 * Some of WCS's pages call it ErrorEvent.
 */

#include "method.h"

const struct method method = {
	.name = "ErrorStatusEvent",
	.alias = "ErrorEvent",
	.summary = "an error that has no event of its own",
	.type = HOOK_EVENT,
};
