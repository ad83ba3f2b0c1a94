/*
 * refusals - where the journal has lines with another status than 200.
 *
 * They are few among many, and an operator looks for them first: without this
 * table all of the journal would have to be searched.
 */
#ifndef ECHOAPP_REFUSALS_H
#define ECHOAPP_REFUSALS_H

#include <stdbool.h>
#include <stdint.h>

#include "index.h"
#include "journal/journal_line.h"

/* Where a line begins: 20261123, and the offset in that day. */
struct refusal_place {
	int64_t day;
	int64_t offset;
};

/* For the fold: notes the line of the day's file if it is a refusal. */
int refusals_add(struct index *, const char *file, int64_t offset,
		 const struct journal_line *);

/*
 * Reads up to `max` places before `before`, the last one first.  Returns how
 * many there are, or -1.
 */
int refusals_read(struct index *, struct refusal_place before,
		  struct refusal_place *into, int max);

#endif
