/* registrationStatusEvent - a SIP registration was answered. */

#include "method.h"

const struct method method = {
	.name = "RegistrationStatusEvent",
	.summary = "a SIP registration was answered",
	.type = HOOK_EVENT,
	.about = &registration_entity,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", JSON_STRING, true },
		{ "sipMessageRaw", JSON_STRING, false },
	},
};
