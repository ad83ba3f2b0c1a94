/* registrationStatusEvent - a SIP registration was answered. */

#include "method.h"

const struct method method = {
	.name = "RegistrationStatusEvent",
	.summary = "a SIP registration was answered",
	.type = EVENT,
	.about = &a_registration,
	.role = ROLE_STATUS,
	.fields = {
		{ "status", STRING, true },
		{ "sipMessageRaw", STRING, false },
	},
};
