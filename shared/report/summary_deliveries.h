/* summary_deliveries - what is wrong with deliveries, as sentences. */
#ifndef ECHOAPP_SUMMARY_DELIVERIES_H
#define ECHOAPP_SUMMARY_DELIVERIES_H

#include "base/error.h"
#include "conf/conf.h"
#include "index/index.h"

#define SUMMARY_DELIVERIES_MAX 3

/* Returns how many there are. */
size_t summary_deliveries(struct error problems[SUMMARY_DELIVERIES_MAX],
			  struct index *, const struct conf *);

#endif
