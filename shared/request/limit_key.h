/*
 * limit_key - the key of a limit's slots: "call by caller = 10001", "call rate
 * by caller if ... = 10001".
 *
 * The key does not depend on the rule's N and line, so both can be edited
 * during calls.  A digest replaces a long value, an object or array, a value
 * with a NUL, and a key of members that the journal does not keep.
 */
#ifndef ECHOAPP_LIMIT_KEY_H
#define ECHOAPP_LIMIT_KEY_H

#include "base/json_token.h"
#include "rules/rule.h"

struct exchange;

/* `value` is that of the rule's field.  The key lives until exchange_end(). */
const char *limit_key(struct exchange *, const struct rule *,
		      const struct json_token *value);

#endif
