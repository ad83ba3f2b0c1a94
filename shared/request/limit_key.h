/*
 * limit_key - what a limit counts by, as the journal names it: "call by caller
 * = 10001", "call rate by caller if ... = 10001".
 *
 * It says nothing of the rule's number or place in the file, so these can be
 * edited while people talk.  A digest stands for what is long, for what is no
 * text, and for what the journal does not keep.
 */
#ifndef ECHOAPP_LIMIT_KEY_H
#define ECHOAPP_LIMIT_KEY_H

#include "base/json_token.h"
#include "rules/rule.h"

struct exchange;

/* `value` is what the rule's field says; lives until exchange_end(). */
const char *limit_key(struct exchange *, const struct rule *,
		      const struct json_token *value);

#endif
