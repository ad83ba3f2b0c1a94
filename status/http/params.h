/* params - reads the values of URL parameters. */
#ifndef ECHOAPP_PARAMS_H
#define ECHOAPP_PARAMS_H

#include <stdbool.h>

#include "base/time_text.h"
#include "url_query.h"

/*
 * Each function leaves its result alone where the parameter is not there, and
 * returns false where the value is not accepted.
 */

/* A time as time_text.h reads it. */
bool params_timestamp(const struct url_query *, const char *name, timestamp *);
#define PARAMS_TIMESTAMP "a time: " TIME_TEXT_FORMS

/* A whole number from `low` to `high`. */
bool params_number(const struct url_query *, const char *name, long low,
		   long high, long *);

/* 1 for yes, 0 for no. */
bool params_flag(const struct url_query *, const char *name, int *);
#define PARAMS_FLAG "yes or no"

/* Two numbers with a dot between, such as "1795430400000000.12". */
bool params_pair(const struct url_query *, const char *name, int64_t *first,
		 int64_t *second);

#endif
