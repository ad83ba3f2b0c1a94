/* monotonic - microseconds of CLOCK_MONOTONIC, which nobody sets. */
#ifndef ECHOAPP_MONOTONIC_H
#define ECHOAPP_MONOTONIC_H

#include <stdint.h>

int64_t monotonic_now(void);

/* Microseconds until `deadline`: 0 if it has passed, and `most` at most. */
int64_t monotonic_remaining(int64_t deadline, int64_t most);

#endif
