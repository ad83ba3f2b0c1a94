/*
 * pushLogs - a client sends its logs.
 *
 * No event tells the client what became of it.
 */

#include "method.h"

const struct method method = {
	.name = "pushLogs",
	.summary = "a client sends its logs",
	.type = HOOK_DIRECT,
};
