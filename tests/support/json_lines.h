/*
 * json_lines - reads JSON, an object a line.
 *
 * Returned texts are never freed.
 */
#ifndef ECHOAPP_JSON_LINES_H
#define ECHOAPP_JSON_LINES_H

#include <json-c/json.h>
#include <stddef.h>

/* Line `n` as JSON; fails if it is not an object. */
struct json_object *json_line_of(const char *lines, size_t n);

/* The value of a member as text; "" for null. */
const char *json_text_of(struct json_object *, const char *name);

#endif
