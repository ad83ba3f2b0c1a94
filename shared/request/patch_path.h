/* patch_path - changes a member of the answer, at any depth. */
#ifndef ECHOAPP_PATCH_PATH_H
#define ECHOAPP_PATCH_PATH_H

#include "exchange.h"
#include "rules/field_path.h"

/*
 * `json` is one JSON value, which is copied.  A member on the path that is
 * missing or not an object becomes one.  All other bytes stay as they are.
 */
void patch_path(struct exchange *, const struct field_path *, const char *json);

#endif
