/* escape - text from the network in a form that is safe for a terminal. */
#ifndef ECHOAPP_ESCAPE_H
#define ECHOAPP_ESCAPE_H

#include "base/buffer.h"

/*
 * Appends the text, with control characters, invisible characters, marks that
 * change the direction of writing, and bytes that are not UTF-8 written as
 * \x1b or \u202e.
 */
void escape_add(struct buffer *, const char *text);

/* The same for JSON, which stays JSON with the same value. */
void escape_add_json(struct buffer *, const char *json, size_t len);

#endif
