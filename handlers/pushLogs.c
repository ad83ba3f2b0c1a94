/*
 * pushLogs - a client sends its logs.
 *
 * No event follows it.
 */

#include "method.h"

const struct method method = {
	.name = "pushLogs",
	.summary = "a client sends its logs",
	.type = HOOK_DIRECT,
};
