/* verdict - whether all is well, and why not: for /status/health and /metrics.
 */
#ifndef ECHOAPP_VERDICT_H
#define ECHOAPP_VERDICT_H

#include "api.h"
#include "report/summary.h"

/* Judges; summary_close() frees what was read. */
void verdict_read(struct api *, struct summary *);

#endif
