/* option - values of options and arguments that every command may have. */
#ifndef ECHOAPP_OPTION_H
#define ECHOAPP_OPTION_H

#include "base/timestamp.h"

/*
 * Each returns 0, or prints what is wrong and returns EXIT_TROUBLE
 * (complain.h).
 */

/* A time as time_text.h reads it. */
int option_time(const char *text, timestamp *);

/* A day of the journal, which is in UTC whatever the zone is. */
int option_day(const char *text, timestamp *);

/* A whole number that is not negative. */
int option_number(const char *text, long *);

/* Refuses argv[at] if there is one: the command takes no more arguments. */
int option_end(int at, int argc, char **argv);

#endif
