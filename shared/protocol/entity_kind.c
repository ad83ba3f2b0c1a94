/* entity_kind - the kinds of things that hooks are about. */

#include "entity_kind.h"

const char *const about_names[ABOUTS] = {
	[CONNECTION] = "connection",
	[REGISTRATION] = "registration",
	[CALL] = "call",
	[MESSAGE] = "message",
	[STREAM] = "stream",
};
