/*
 * lifetime - how long what a hook begins may last, by rules `limit ...
 * lasting`.
 *
 * The line of the hook has the member `lasting`, in seconds; the index then
 * says from when on it is over its time (entity.h).
 */
#ifndef ECHOAPP_LIFETIME_H
#define ECHOAPP_LIFETIME_H

#include "exchange.h"

/* The shortest of those that hold for the exchange; 0: none. */
uint64_t lifetime_of(struct exchange *);

#endif
