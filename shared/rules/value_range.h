/*
 * value_range - numbers, times of day, days of the week and dates, which have
 * an order.
 *
 *	5 -0.5 1e3      a number as JSON writes it
 *	08:00           a time of day, 00:00 to 24:00
 *	Mon             a day of the week: Mon Tue Wed Thu Fri Sat Sun
 *	2026-12-24      a date
 */
#ifndef ECHOAPP_VALUE_RANGE_H
#define ECHOAPP_VALUE_RANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct value_range {
	enum value_kind {
		VALUE_NUMBER,
		VALUE_TIME,
		VALUE_WEEKDAY,
		VALUE_DATE,
	} kind;
	double low, high; /* numbers in the order of the kind */
};

/*
 * Parses the bounds, which must be of one kind; `high` NULL: there is only one,
 * and both numbers are that.  Returns 0, or -1 with the error.
 */
int value_range_parse(struct value_range *, const char *low, const char *high,
		      struct error *);

/* The number of a text of that kind.  False: the text is of another kind. */
bool value_range_number(enum value_kind, const char *text, size_t len,
			double *number);

/*
 * Is the number in the range?  The low bound belongs to it, and so does the
 * high one, except of times.  Times and days of the week go around: 22:00 to
 * 06:00, Fri to Mon.
 */
bool value_range_has(const struct value_range *, double number);

#endif
