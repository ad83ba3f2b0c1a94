/* hook_type - the names of the types of hooks. */

#include "hook_type.h"

const char *
hook_type_name(enum hook_type type)
{
	static const char *const names[] = {
		[HOOK_CONNECT] = "connect",
		[HOOK_DIRECT] = "direct",
		[HOOK_EVENT] = "event",
		[HOOK_INCOMING] = "incoming",
	};

	return names[type];
}
