/* timestamp - a point in time, read and written as RFC 3339 has it. */
#ifndef ECHOAPP_TIMESTAMP_H
#define ECHOAPP_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

/* Microseconds since the epoch, UTC. */
typedef int64_t moment;

/* A time that is not known. */
#define NEVER INT64_MIN

/*
 * Reads a time of RFC 3339, which may have a fraction of a second: digits
 * after the sixth are dropped.  Returns -1 for any other text.
 */
moment moment_read(const char *text);

/*
 * Writes the time in UTC with six digits of a second and a Z.  `size` is at
 * least MOMENT_SIZE; with less room nothing is written.
 */
#define MOMENT_SIZE sizeof "2026-11-23T10:48:07.123456Z"
void moment_write(char *into, size_t size, moment);

#endif
