/* timestamp - a point in time, read and written as RFC 3339 has it. */
#ifndef ECHOAPP_TIMESTAMP_H
#define ECHOAPP_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

/* Microseconds since the epoch, UTC. */
typedef int64_t timestamp;

/* A time that is not known. */
#define TIMESTAMP_NONE INT64_MIN

/* The time of the clock now. */
timestamp timestamp_now(void);

/*
 * Reads a time of RFC 3339, which may have a fraction of a second: digits
 * after the sixth are dropped.  Returns -1 for any other text.
 */
timestamp timestamp_parse(const char *text);

/*
 * Writes the time in UTC with six digits of a second and a Z.  `size` is at
 * least TIMESTAMP_SIZE; with less room nothing is written.
 */
#define TIMESTAMP_SIZE sizeof "2026-11-23T10:48:07.123456Z"
void timestamp_format(char *into, size_t size, timestamp);

#endif
