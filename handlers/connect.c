/*
 * connect - a client asks for a session.
 *
 * WCS declines the session on any answer but 200.  The answer also says how WCS
 * treats the answers to all later hooks of the session.
 */

#include "method.h"

const struct method method = {
	.name = "connect",
	.summary = "a client asks for a session",
	.type = HOOK_CONNECT,
	.about = &connection_entity,
	.role = ROLE_BEGINS,
	.sip = { .request = "REGISTER", .target = "sipLogin" },
	.rewrite = client_config_step,
};
