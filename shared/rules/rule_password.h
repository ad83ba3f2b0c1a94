/*
 * rule_password - proves that a password is the user's, by a file of users
 * (proof/passwd.h) or a database (proof/user_lookup.h).
 *
 * What was wrong before is remembered for all rules of this program, also when
 * the rules are read again.
 */
#ifndef ECHOAPP_RULE_PASSWORD_H
#define ECHOAPP_RULE_PASSWORD_H

#include <stdbool.h>

#include "base/buffer.h"
#include "facts.h"
#include "rule_proof.h"

/*
 * Processes that are forked after this call share what wrong passwords have
 * cost.  Later calls change nothing.
 */
void rule_password_share(void);

/*
 * NULL: it is proved, and `text` gets the facts as a JSON object.  Otherwise
 * why nothing is proved; *is_unknown: the database did not say.  `user` and
 * `password` end in a NUL.
 */
const char *rule_password_verify(const struct rule_proof *,
				 const struct facts *, const char *user,
				 const char *password, struct buffer *text,
				 bool *is_unknown);

#endif
