/* jsonc_oracle - JSON as json-c reads it, which we did not write. */
#ifndef ECHOAPP_JSONC_ORACLE_H
#define ECHOAPP_JSONC_ORACLE_H

#include <json-c/json.h>
#include <stddef.h>

/*
 * What a text says, read strictly, to its end, and `depth` levels deep; NULL
 * when it is no object.
 */
struct json_object *oracle_object(const char *text, size_t len, int depth);

#endif
