/* quantity - bytes and spans of time for a person, with units. */
#ifndef ECHOAPP_QUANTITY_H
#define ECHOAPP_QUANTITY_H

#include <stdint.h>

#include "base/buffer.h"

/* Appends "512 B", "3.4 kB", "12 MB": powers of 1000. */
void quantity_add_bytes(struct buffer *, int64_t bytes);

/* The same as a string, in `into`, which is returned. */
#define QUANTITY_SIZE 32
const char *quantity_bytes(char into[QUANTITY_SIZE], int64_t bytes);

/*
 * Appends microseconds with the two largest units: "250 ms", "7 s",
 * "5 min 3 s", "2 h 10 min", "3 d 4 h".
 */
void quantity_add_span(struct buffer *, int64_t span);

#endif
