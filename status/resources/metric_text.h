/* metric_text - the text format 0.0.4 of Prometheus. */
#ifndef ECHOAPP_METRIC_TEXT_H
#define ECHOAPP_METRIC_TEXT_H

#include <stdint.h>

#include "base/buffer.h"

/* Begins the metric echoapp_NAME. */
void metric_text_begin(struct buffer *, const char *name, const char *type,
		       const char *help);

/* Appends the value of a label, escaped. */
void metric_text_label(struct buffer *, const char *text);

/* Appends a metric without labels. */
void metric_text_number(struct buffer *, const char *name, const char *type,
			const char *help, int64_t);

#endif
