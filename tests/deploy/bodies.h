/* bodies - long bodies, sent in each way that HTTP has. */
#ifndef ECHOAPP_BODIES_H
#define ECHOAPP_BODIES_H

#include <stddef.h>

#include "support/response.h"

#define MIB ((size_t)1024 * 1024)
#define KINDS 3

/* The header lines of each way: with a length, in chunks, with Expect. */
extern const char *const *const kinds[KINDS];

/*
 * Sends an object of `len` bytes; a response of 200 must have the same bytes.
 */
struct response send_long(size_t len, const char *const *headers);

#endif
