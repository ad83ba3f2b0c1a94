/*
 * sendDtmf - a client sends DTMF digits.
 *
 * The documents also spell it sendDTMF, which is no other name.  A client may
 * pass the digits as a number.  No event reports what became of it.
 */

#include "method.h"

const struct method method = {
	.name = "sendDtmf",
	.summary = "a client sends DTMF digits",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_STEP,
	.status_event = "",
	.fields = {
		{ "dtmf", JSON_STRING | JSON_NUMBER, true },
		{ "type", JSON_STRING, false },
	},
};
