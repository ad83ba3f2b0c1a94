/*
 * host - by which name was the page asked for?
 *
 * A web page of a stranger's may have its name lead to this machine (DNS
 * rebinding); a browser here then takes what we answer for the stranger's own,
 * and lets that page read it.  An address leads nowhere else, so it is as good
 * as any name that the operator gave.
 */
#ifndef ECHOAPP_HOST_H
#define ECHOAPP_HOST_H

#include <stdbool.h>

#include "base/name_set.h"

/*
 * Is it ours?  `host` is the header Host (RFC 9110, 7.2), or NULL: no browser
 * leaves it out.
 */
bool host_check(const char *host, const struct name_set *given);

#endif
