/*
 * patch - changes members of a JSON object.
 *
 * All other bytes stay as they are: order, spelling, white space and numbers of
 * any length.  A name that appears twice is changed twice, because readers
 * differ in which one they use; a new member is added at the end.
 */
#ifndef ECHOAPP_PATCH_H
#define ECHOAPP_PATCH_H

#include "base/buffer.h"
#include "exchange.h"

/*
 * Appends the scanned object with the changes, and sets `applied` of each
 * change that replaced a member.  `changes` may be NULL.
 */
void patch(struct buffer *out, const struct json_scan *body,
	   struct change *changes);

#endif
