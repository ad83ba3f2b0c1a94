/* stale - the limits of silence, as echoapp.conf sets them. */
#ifndef ECHOAPP_STALE_H
#define ECHOAPP_STALE_H

#include "conf.h"
#include "index.h"

struct limits stale_limits(const struct conf *);

#endif
