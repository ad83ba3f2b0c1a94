/* timestamp - a point in time, read and written in the format of RFC 3339. */
#ifndef ECHOAPP_TIMESTAMP_H
#define ECHOAPP_TIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

/* Microseconds since the epoch, UTC. */
typedef int64_t timestamp;

#define TIMESTAMP_SECOND INT64_C(1000000)

/* The value for an unknown time. */
#define TIMESTAMP_NONE INT64_MIN

/* The years 0000 to 9999 in UTC: no other time can be written. */
#define TIMESTAMP_MIN INT64_C(-62167219200000000)
#define TIMESTAMP_MAX INT64_C(253402300799999999)

/* The time of CLOCK_REALTIME. */
timestamp timestamp_now(void);

/*
 * Reads a time of RFC 3339 with any zone.  Digits of a second after the sixth
 * are dropped.  Returns -1 for any other text, and for times after
 * TIMESTAMP_MAX, which only a zone can name.
 */
timestamp timestamp_parse(const char *text);

/*
 * Writes the time in UTC, with six digits of a second and a Z, or the nearest
 * time that can be written.  A `size` below TIMESTAMP_SIZE writes nothing.
 */
#define TIMESTAMP_SIZE sizeof "2026-11-23T10:48:07.123456Z"
void timestamp_format(char *into, size_t size, timestamp);

#endif
