/*
 * json_lines - reads JSON, an object a line.  What is returned is never freed.
 */
#ifndef ECHOAPP_JSON_LINES_H
#define ECHOAPP_JSON_LINES_H

#include <json-c/json.h>
#include <stddef.h>

/* Line `n` of them, as JSON; it fails when it is none. */
struct json_object *json_line_of(const char *lines, size_t n);

/* What a member of it says, as text; "" when it is null. */
const char *json_text_of(struct json_object *, const char *name);

#endif
