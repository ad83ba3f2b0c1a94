/* hook_type - the names of the types of hooks (PROTOCOL.md, Types). */
#ifndef ECHOAPP_HOOK_TYPE_H
#define ECHOAPP_HOOK_TYPE_H

#include "method.h"

/* "connect", "direct", "event", "incoming" */
const char *hook_type_name(enum hook_type);

#endif
