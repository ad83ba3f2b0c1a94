/*
 * backoff - how long to wait before another try.
 *
 * Waits double from BACKOFF_FIRST to BACKOFF_MAX, and each is shortened by up
 * to a half at random, so that those who wait for one server do not all come
 * back at once.
 */
#ifndef ECHOAPP_BACKOFF_H
#define ECHOAPP_BACKOFF_H

#include <stdint.h>

/* Microseconds. */
#define BACKOFF_FIRST INT64_C(1000000)
#define BACKOFF_MAX INT64_C(300000000)

/* Microseconds to wait after so many failures, from 1 on, in a row. */
int64_t backoff_after(unsigned failures);

#endif
