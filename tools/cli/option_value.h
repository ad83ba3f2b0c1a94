/*
 * option_value - values of options that the commands which send hooks share.
 *
 * Each function returns 0, or prints what is wrong and returns EXIT_TROUBLE
 * (complain.h).
 */
#ifndef ECHOAPP_OPTION_VALUE_H
#define ECHOAPP_OPTION_VALUE_H

#include <stddef.h>

#include "wcs/json_members.h"

/* A number, which may have a fraction, from `least` to `most`. */
int option_value_number(double *into, const char *text, double least,
			double most);

/*
 * A URL that hooks can be sent to; slashes at its end are left out.
 * `example` is shown where the text is no such URL.
 */
int option_value_url(char *into, size_t size, const char *text,
		     const char *example);

/* NAME=VALUE, added as a text; writes a NUL over the `=`. */
int option_value_variable(struct json_members *into, char *text);

/* The first line of a file, without its line end, in `size` bytes at most. */
int option_value_key(char *into, size_t size, const char *path);

#endif
