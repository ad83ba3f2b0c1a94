/*
 * auth_basic - checks a user and a password, for hooks with Basic
 * authorization (proof/password_check.h).
 */
#ifndef ECHOAPP_AUTH_BASIC_H
#define ECHOAPP_AUTH_BASIC_H

#include "proof/passwd.h"
#include "proof/password_check.h"

/* A zeroed struct has no user. */
struct auth_basic {
	struct passwd_file passwd;
	struct password_check check;
};

/* Reads the file of passwords if it is another one, or changed. */
void auth_basic_refresh(struct auth_basic *, const char *path);

/*
 * Why the header is refused, or NULL.  `authorization` is NULL if the request
 * has no such header; `peer` may be NULL.  There must be at least one user.
 */
const char *auth_basic_refusal(struct auth_basic *, const char *authorization,
			       const char *peer);

/* Overwrites all secrets, and frees the memory. */
void auth_basic_wipe(struct auth_basic *);

#endif
