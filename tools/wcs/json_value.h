/*
 * jsontext - single JSON values, kept as their text: a number keeps every
 * digit that it came with.
 */
#ifndef ECHOAPP_JSONTEXT_H
#define ECHOAPP_JSONTEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/json_scan.h"

/* Appends a value without the white space between its tokens. */
void json_value_compact(struct buffer *, const char *json, size_t len);

/*
 * Appends what a string says, or the text of another value; NUL bytes are
 * left out.  `json` must be one value.
 */
void json_value_add_text(struct buffer *, const char *json, size_t len);

/* The same as a string of its own, to be freed. */
char *json_value_to_text(const char *json);

/*
 * Do both say the same, however they spell it: escapes, white space, the
 * order of members?  Numbers are the same when their texts are.
 */
bool json_value_equal(const char *one, const char *two);

#endif
