/* forget - a line of the journal without a person in it. */
#ifndef ECHOAPP_FORGET_H
#define ECHOAPP_FORGET_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "scan.h"

/* What stands where they stood. */
#define ERASED "erased"

/*
 * A line whose body names the user as caller, callee, sender, receiver or
 * account: appends it with those names, the text of the message and the raw
 * SIP message replaced, and a reason that tells of the user; all other bytes
 * are as they were.  False: it does not name the user, or it is no line;
 * nothing is appended.
 */
bool forget(struct buffer *out, struct scan *, const char *line, size_t len,
	    const char *user);

#endif
