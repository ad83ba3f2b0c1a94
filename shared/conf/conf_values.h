/*
 * conf_values - what stands behind the = in echoapp.conf; for conf_keys.c.
 *
 * Each stores what the value says, or returns -1 and stores nothing.
 */
#ifndef ECHOAPP_CONF_VALUES_H
#define ECHOAPP_CONF_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name_set.h"

/* 1024, 512k, 4M; both limits are allowed. */
int conf_values_bytes(size_t *, const char *value, size_t low, size_t high);

/* One of two words; the first is false. */
int conf_values_choice(bool *, const char *value, const char *no,
		       const char *yes);

/* 90s, 3m, 4h, 1d; between a second and a year, in seconds. */
int conf_values_duration(int64_t *, const char *value);

/* Words are parted by blanks or commas.  NULL: there is none any more. */
const char *conf_values_next_word(const char *at, size_t *len);

/* Calls `each` for every word; never fails. */
int conf_values_each_word(struct name_set *, const char *value,
			  void (*each)(struct name_set *, const char *,
				       size_t));

#endif
