/*
 * rule_link - signed links: a token that says that the operator's own site made
 * the link, for these values and until then.
 *
 *	[EXPIRES.]SIGNATURE
 *
 * SIGNATURE is the HMAC-SHA256, in base64url without padding, of the values of
 * the fields that the rule names, in its order, with a line feed between them.
 * A field named `expires` is the time from which the link is void, in seconds
 * since 1970; it stands in the token, or else in the hook.
 */
#ifndef ECHOAPP_RULE_LINK_H
#define ECHOAPP_RULE_LINK_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/timestamp.h"
#include "facts.h"
#include "rule_proof.h"

/*
 * Verifies the token.  NULL: it is good, and `text` is the JSON object of the
 * values that are signed.  Otherwise why it proves nothing, as
 * rule_proof_verify() says it.
 */
const char *rule_link_verify(const struct rule_proof *, const struct facts *,
			     struct bytes token, timestamp now,
			     struct buffer *text);

/*
 * Appends the token for the fields in the body of `facts`; `expires` (or NULL)
 * is what stands in the token.  Returns NULL, or why there is none.
 */
const char *rule_link_sign(const struct rule_proof *, const struct facts *,
			   const char *expires, struct buffer *token);

#endif
