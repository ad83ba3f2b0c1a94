/* pace - time, in microseconds of a clock that nobody sets. */
#ifndef ECHOAPP_PACE_H
#define ECHOAPP_PACE_H

#include <stdint.h>

int64_t pace_now(void);

/* Whole milliseconds until then, 0 if it is nearer or past; at most `most`. */
int pace_until(int64_t then, int most);

#endif
