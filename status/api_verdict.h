/* api_verdict - is all well, and why not, for /status/health and /metrics. */
#ifndef ECHOAPP_API_VERDICT_H
#define ECHOAPP_API_VERDICT_H

#include "api.h"
#include "report/summary.h"

/* Judges; summary_close() frees what was read. */
void api_verdict_read(struct api *, struct summary *);

#endif
