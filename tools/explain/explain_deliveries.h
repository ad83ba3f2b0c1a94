/* explain_deliveries - where a hook would be delivered to (deliver.conf). */
#ifndef ECHOAPP_EXPLAIN_DELIVERIES_H
#define ECHOAPP_EXPLAIN_DELIVERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/conf.h"
#include "method.h"

/*
 * Prints the lines that choose the hook: one text line each, or one JSON
 * object; nothing if deliver.conf has no line for hooks of this name, or cannot
 * be read, which `check` reports.
 */
void explain_deliveries(const struct conf *, const struct method *,
			const char *body, size_t len, bool json);

#endif
