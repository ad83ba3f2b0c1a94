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

/*
 * Appends the JSON value of `len` bytes, which may be NULL, with the member at
 * the path of names set to `json`, in the same way.
 */
void patch_path_add(struct buffer *out, const char *value, size_t len,
		    char *const *names, size_t depth, const char *json);

#endif
