/* prometheus_deliveries - the destinations of deliver.conf, as metrics. */
#ifndef ECHOAPP_PROMETHEUS_DELIVERIES_H
#define ECHOAPP_PROMETHEUS_DELIVERIES_H

#include "base/buffer.h"
#include "status/api.h"

/* Nothing without deliver = FILE. */
void prometheus_deliveries_add(struct buffer *, struct api *);

#endif
