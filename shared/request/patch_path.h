/* set - changes a member of the answer that may lie in others. */
#ifndef ECHOAPP_PATCH_PATH_H
#define ECHOAPP_PATCH_PATH_H

#include "exchange.h"
#include "rules/field_path.h"

/*
 * `json` is one JSON value.  What lies in between and is not there, or is no
 * object, becomes one.  Everything else keeps its bytes.
 */
void patch_path(struct exchange *, const struct field_path *, const char *json);

#endif
