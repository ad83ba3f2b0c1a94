/*
 * session_record - what a connect was let through with, for later rules.
 *
 * The line of an accepted connect has the member `facts`: the fields that rules
 * set, as the answer has them, and under `jwt` and `link` what rules proved.
 *
 *	"facts":{"sipLogin":"alice","jwt":{"sub":"alice","role":"host"}}
 *
 * Left out is what the journal does not keep, and a value from a file, which is
 * a secret.
 */
#ifndef ECHOAPP_SESSION_RECORD_H
#define ECHOAPP_SESSION_RECORD_H

#include "base/buffer.h"
#include "exchange.h"
#include "rules/rule.h"

/* Notes that a rule has set the field to this JSON value. */
void session_record_set(struct exchange *, const struct rule_setting *,
			const char *json);

/* Appends the object. */
void session_record_add(struct buffer *line, const struct exchange *);

#endif
