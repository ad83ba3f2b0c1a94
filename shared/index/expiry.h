/* stale - how long silence may last, as echoapp.conf sets them. */
#ifndef ECHOAPP_EXPIRY_H
#define ECHOAPP_EXPIRY_H

#include "conf/conf.h"
#include "entity_rows.h"

struct timeouts expiry_timeouts(const struct conf *);

#endif
