/*
 * sendDtmf - a client sends DTMF digits.
 *
 * It needs no alias for the spelling sendDTMF, because the case of a hook's
 * name does not count.  A client may send the digits as a number.  No event
 * tells the client what became of it.
 */

#include "method.h"

const struct method method = {
	.name = "sendDtmf",
	.summary = "a client sends DTMF digits",
	.type = HOOK_DIRECT,
	.about = &call_entity,
	.role = ROLE_IN_CALL,
	.status_event = "",
	.fields = {
		{ "dtmf", JSON_STRING | JSON_NUMBER, true },
		{ "type", JSON_STRING, false },
	},
};
