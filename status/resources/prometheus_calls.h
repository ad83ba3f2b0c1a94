/* prometheus_calls - the metrics of calls that have ended. */
#ifndef ECHOAPP_PROMETHEUS_CALLS_H
#define ECHOAPP_PROMETHEUS_CALLS_H

#include "base/buffer.h"
#include "base/sql.h"

/* Appends them.  Returns 0, or -1 with sql_error(). */
int prometheus_calls_add(struct buffer *, struct sql *);

#endif
