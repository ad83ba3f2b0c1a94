/*
 * delivery_conf - deliver.conf: the destinations, and what each of them gets.
 *
 * Words, quotes and comments are those of rules.conf.  A destination comes in a
 * line above the lines that deliver to it.
 */
#ifndef ECHOAPP_DELIVERY_CONF_H
#define ECHOAPP_DELIVERY_CONF_H

#include <stddef.h>

#include "delivery.h"
#include "destination.h"

/* The longest deliver.conf, in bytes, and the most destinations. */
#define DELIVERY_CONF_MAX ((size_t)1 << 20)
#define DELIVERY_CONF_DESTINATIONS_MAX 64

struct delivery_conf {
	struct destination *destinations;
	size_t destination_count;
	struct delivery *deliveries;
	size_t delivery_count;
};

/* As rules_report_fn: line 0 is the whole file, column 0 the whole line. */
typedef void delivery_conf_report_fn(void *arg, unsigned line, unsigned column,
				     const char *message);

/*
 * Reads the file.  Reports every error, at most one of each line; NULL: to
 * nobody.  Returns 0, or -1.  Either way delivery_conf_free() frees the result.
 */
int delivery_conf_read(struct delivery_conf *, const char *path,
		       delivery_conf_report_fn *, void *arg);
void delivery_conf_free(struct delivery_conf *);

/* NULL: there is none of that name. */
const struct destination *delivery_conf_find(const struct delivery_conf *,
					     const char *name);

#endif
