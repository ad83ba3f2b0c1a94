/* safe - text from the network in a form that no terminal obeys. */
#ifndef ECHOAPP_ESCAPE_H
#define ECHOAPP_ESCAPE_H

#include "base/buffer.h"

/*
 * Appends it with control characters of either set, bytes that are no UTF-8,
 * and marks that turn the direction of writing spelled out: \x1b, \u202e.
 */
void escape_add(struct buffer *, const char *text);

/* The same for a JSON text, which stays one and says the same. */
void escape_add_json(struct buffer *, const char *json, size_t len);

#endif
