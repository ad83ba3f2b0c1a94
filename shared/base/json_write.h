/*
 * json - makes JSON text, with json-c.
 *
 * Reading is scan.h's: an answer keeps the bytes that came.  What we add to
 * them is made here.
 */
#ifndef ECHOAPP_JSON_H
#define ECHOAPP_JSON_H

#include <stddef.h>

#include "buffer.h"

/*
 * Appends a JSON string, quotes included, that says these bytes.  What is not
 * UTF-8 in them becomes U+FFFD.
 */
void json_write_string(struct buffer *, const char *bytes, size_t len);

#endif
