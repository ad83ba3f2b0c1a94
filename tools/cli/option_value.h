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
 * The functions with a `text` that they may write to overwrite secrets in it,
 * because it is an argument of the process, which every user can read in
 * /proc/PID/cmdline.
 */

/*
 * A URL that hooks can be sent to; slashes at its end are left out.
 * `example` is shown where the text is no such URL.  Overwrites a user and a
 * password in it.
 */
int option_value_url(char *into, size_t size, char *text, const char *example);

/* A secret, which is overwritten. */
int option_value_secret(char *into, size_t size, char *text);

/* NAME=VALUE, added as a text; overwrites the value. */
int option_value_variable(struct json_members *into, char *text);

/* Complains about a file that cannot be read. */
int option_value_readable(const char *path);

/* The first line of a file, without its line end, in `size` bytes at most. */
int option_value_key(char *into, size_t size, const char *path);

#endif
