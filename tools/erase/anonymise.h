/* forget - a line of the journal without a person in it. */
#ifndef ECHOAPP_FORGET_H
#define ECHOAPP_FORGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "sip_party.h"

/* What stands where they stood. */
#define ERASED "erased"

/*
 * A line whose body names the person as caller, callee, sender, receiver,
 * account, where a call goes or what a stream is called, at any depth: appends
 * it with those names replaced, and with them the name shown of the person,
 * the text of the message, the raw SIP message, and a reason or the key of a
 * limit that tells of the person.  A raw SIP message that has the person's
 * address goes, too, where nothing else does.  All other bytes are as they
 * were.  False: nothing in it is the person's, or it is no line, and then
 * `*garbled` says whether it may be; nothing is appended.
 */
bool anonymise(struct buffer *out, struct json_scan *, const char *line,
	       size_t len, const struct sip_party *, bool *garbled);

#endif
