/*
 * host_check - refuses requests for foreign host names.
 *
 * A stranger can let a name of their own lead to this machine (DNS rebinding).
 * A browser here would then take our responses for the stranger's, and let the
 * stranger's page read them.  An IP address cannot be redirected so.
 */
#ifndef ECHOAPP_HOST_CHECK_H
#define ECHOAPP_HOST_CHECK_H

#include <stdbool.h>

#include "name_set.h"

/*
 * Is this an IP address, localhost or one of `names`?  `host` is the
 * header Host (RFC 9110, 7.2).  NULL and "" are accepted, because every browser
 * sends a Host.
 */
bool host_check(const char *host, const struct name_set *names);

#endif
