/* stale - how long silence may last, as echoapp.conf sets them. */
#ifndef ECHOAPP_STALE_H
#define ECHOAPP_STALE_H

#include "conf/conf.h"
#include "entity_rows.h"

struct patience stale_patience(const struct conf *);

#endif
