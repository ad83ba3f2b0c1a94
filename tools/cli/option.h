/* option - what the values of options say, as a person writes them. */
#ifndef ECHOAPP_OPTION_H
#define ECHOAPP_OPTION_H

#include "base/timestamp.h"

/*
 * A time in UTC: a date, a date and a time, or `today`, `yesterday`.  Returns
 * 0, or -1.
 */
int option_parse_time(const char *text, timestamp *);

/* The same, and a number that is not below zero.  0, or misused(). */
int option_time(const char *text, timestamp *);
int option_number(const char *text, long *);

/* Is there an argument at this place, where none belongs?  0, or misused(). */
int option_end(int at, int argc, char **argv);

#endif
