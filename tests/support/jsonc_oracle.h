/* jsonc_oracle - reads JSON with json-c, to compare with our own reader. */
#ifndef ECHOAPP_JSONC_ORACLE_H
#define ECHOAPP_JSONC_ORACLE_H

#include <json-c/json.h>
#include <stddef.h>

/*
 * The object in a text, read strictly, to its end, and at most `depth` levels
 * deep; NULL: the text is not an object.
 */
struct json_object *oracle_object(const char *text, size_t len, int depth);

#endif
