/*
 * json_value - single JSON values, kept as text, so that a number keeps all its
 * digits.
 */
#ifndef ECHOAPP_JSON_VALUE_H
#define ECHOAPP_JSON_VALUE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/json_scan.h"

/* Appends a value without the white space between its tokens. */
void json_value_compact(struct buffer *, const char *json, size_t len);

/*
 * Appends the characters of a string, or the text of another value, without NUL
 * bytes.  `json` must be one value.
 */
void json_value_add_text(struct buffer *, const char *json, size_t len);

/* The same as a new string, which the caller frees. */
char *json_value_to_text(const char *json);

/*
 * Are the values equal?  Escapes, white space, and the order of members do not
 * count.  Numbers are equal when their texts are; a text that is no JSON value
 * equals only itself.
 */
bool json_value_equal(const char *a, const char *b);

#endif
