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
	.type = CONNECT,
	.about = &a_connection,
	.role = ROLE_BEGINS,
	.sip = { "REGISTER", "sipLogin" },
	.rewrite = tell_client_config,
};
