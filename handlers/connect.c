/*
 * connect - a client asks for a session.
 *
 * The one hook that WCS declines on any answer but 200, whatever was
 * configured; and the one whose answer tells it to take notice of the others'.
 */

#include "method.h"

const struct method method = {
	.name = "connect",
	.summary = "a client asks for a session",
	.type = HOOK_CONNECT,
	.about = &connection_entity,
	.role = ROLE_BEGINS,
	.sip = { "REGISTER", "sipLogin" },
	.rewrite = client_config_step,
};
