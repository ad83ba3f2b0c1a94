/*
 * patch - the answer with some members changed.
 *
 * Every byte of the request that is not a changed value stays as it came:
 * order, spelling, white space and numbers of any length.  A member that
 * stands twice is changed twice, so that no reader can take the old value; a
 * new one is added at the end.
 */
#ifndef ECHOAPP_PATCH_H
#define ECHOAPP_PATCH_H

#include "base/buffer.h"
#include "exchange.h"

void patch(struct buffer *out, const struct json_scan *body,
	   struct change *changes);

#endif
