/* bodies - long bodies, in every way that one can be sent. */
#ifndef ECHOAPP_BODIES_H
#define ECHOAPP_BODIES_H

#include <stddef.h>

#include "support/response.h"

#define MIB ((size_t)1024 * 1024)
#define KINDS 3

/* The header lines that go with each: a length, chunks, Expect. */
extern const char *const *const kinds[KINDS];

/* One object with much white space; an answer of 200 is its very bytes. */
struct response send_long(size_t len, const char *const *headers);

#endif
