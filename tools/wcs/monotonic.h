/* pace - time, in microseconds of a clock that nobody sets. */
#ifndef ECHOAPP_PACE_H
#define ECHOAPP_PACE_H

#include <stdint.h>

int64_t monotonic_now(void);

/* How long until then, 0 if it is past; at most `most`. */
int64_t monotonic_remaining(int64_t then, int64_t most);

#endif
