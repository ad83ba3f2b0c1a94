/* purge_count - how much a purge takes out of each day. */
#ifndef ECHOAPP_PURGE_COUNT_H
#define ECHOAPP_PURGE_COUNT_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "entity_keys.h"
#include "journal/journal_days.h"

/* Of a day before the date. */
struct purge_day {
	const char *file;    /* lent */
	uint64_t lines;	     /* in all, without a carried one */
	uint64_t kept_lines; /* of what goes on */
	uint64_t bytes;	     /* of the lines */
	uint64_t kept_bytes;
};

/*
 * Reads the days before keys->before.  Returns 0, after which *days is for
 * free(); or -1 with the reason.
 */
int purge_count_days(const struct journal_days *, const struct entity_keys *,
		     struct purge_day **days, size_t *count, struct error *);

#endif
