/* media_type - the value of Content-Type (RFC 9110, 8.3). */
#ifndef ECHOAPP_MEDIA_TYPE_H
#define ECHOAPP_MEDIA_TYPE_H

#include <stdbool.h>

/*
 * Is the type application/json or application/...+json, in any case, with or
 * without parameters?  NULL is not.
 */
bool media_type_is_json(const char *type);

#endif
