/* anonymise - removes a person from a line of the journal. */
#ifndef ECHOAPP_ANONYMISE_H
#define ECHOAPP_ANONYMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "journal/journal_rewrite.h"
#include "sip_party.h"

/* Replaces every removed value. */
#define ERASED JOURNAL_ERASED

/*
 * Appends the line with the person replaced by ERASED.  True: something was
 * replaced; false: nothing was, and nothing is appended.
 *
 * Replaced are, at any depth of the body and of what a connect was let through
 * with (`facts`), names of the person: as caller,
 * callee, sender, receiver, account, target of a transfer, or name of a stream.
 * If the body has such a name, these go with it: the person's display name, the
 * text of the message, the raw SIP message, and a reason or a limit's slot that
 * mentions the person.  A raw SIP message with the person's address goes in any
 * case.  All other bytes stay as they are.
 *
 * `*garbled`: the line could not be parsed, and mentions the person.
 */
bool anonymise(struct buffer *out, struct json_scan *, const char *line,
	       size_t len, const struct sip_party *, bool *garbled);

#endif
