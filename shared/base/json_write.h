/*
 * json_write - writes JSON strings, with json-c.
 *
 * json_scan.h reads JSON.
 */
#ifndef ECHOAPP_JSON_WRITE_H
#define ECHOAPP_JSON_WRITE_H

#include <stddef.h>

#include "buffer.h"

/*
 * Appends these bytes as a JSON string with its quotes.  Each byte that is not
 * UTF-8 becomes U+FFFD.
 */
void json_write_string(struct buffer *, const char *bytes, size_t len);

#endif
