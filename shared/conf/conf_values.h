/*
 * conf_values - reads the values of echoapp.conf; for conf_keys.c.
 *
 * A function that returns an int stores the value and returns 0, or returns -1
 * and stores nothing.
 */
#ifndef ECHOAPP_CONF_VALUES_H
#define ECHOAPP_CONF_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name_set.h"

/* Reads 1024, 512k or 4M, from `low` to `high` bytes. */
int conf_values_bytes(size_t *, const char *value, size_t low, size_t high);

/* Reads a number from `low` to `high`. */
int conf_values_count(unsigned *, const char *value, unsigned low,
		      unsigned high);

/* Reads one of two words: `no` is false, `yes` is true. */
int conf_values_choice(bool *, const char *value, const char *no,
		       const char *yes);

/* Reads 90s, 3m, 4h or 1d, from a second to a year; stores seconds. */
int conf_values_duration(int64_t *, const char *value);

/* The next word of a list separated by blanks or commas, or NULL. */
const char *conf_values_next_word(const char *at, size_t *len);

/* Calls `each` for each word. */
void conf_values_each_word(struct name_set *, const char *value,
			   void (*each)(struct name_set *, const char *,
					size_t));

#endif
