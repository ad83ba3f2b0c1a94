/* clock - a clock for deadlines. */
#ifndef ECHOAPP_CLOCK_H
#define ECHOAPP_CLOCK_H

#include <stdint.h>

#include "base/monotonic.h"

/* Milliseconds of CLOCK_MONOTONIC. */
static inline int64_t
clock_ms(void)
{
	return monotonic_now() / 1000;
}

#endif
