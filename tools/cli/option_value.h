/*
 * given - values of options that several commands take.  Each returns 0, or
 * says what is wrong and returns EXIT_TROUBLE.
 */
#ifndef ECHOAPP_GIVEN_H
#define ECHOAPP_GIVEN_H

#include <stddef.h>

#include "wcs/json_members.h"

/* A whole number or a fraction, from `least` to `most`. */
int option_value_number(double *into, const char *text, double least,
			double most);

/* One that hooks can be sent to; slashes at its end are left out. */
int option_value_url(char *into, size_t size, const char *text,
		     const char *example);

/* NAME=VALUE, the value being text; the option is cut up. */
int option_value_variable(struct json_members *into, char *text);

/* The first line of a file, without its end. */
int option_value_key(char *into, size_t size, const char *path);

#endif
