/*
 * auth_basic - checks a user and a password, for hooks with Basic
 * authorization.
 *
 * Each hook has a password, and checking one is slow, so results are remembered
 * as digests with a random key of this program.  Right and wrong passwords are
 * remembered apart, so that wrong ones never displace a right one.  An unknown
 * password is checked only while the peer's group has time left (throttle.h);
 * then it is refused unchecked.  Peers that sent a right password are in a
 * group of their own, so that others cannot use up their time.  The random key
 * also decides which group a peer belongs to, so that nobody can choose to
 * share another peer's.  An unknown user takes as long as a known one.
 */
#ifndef ECHOAPP_AUTH_BASIC_H
#define ECHOAPP_AUTH_BASIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "passwd.h"
#include "recent_digests.h"
#include "throttle.h"

/* A zeroed struct has no user. */
struct auth_basic {
	struct passwd_file passwd;
	uint8_t key[DIGEST_SHA256];
	bool has_key;
	struct recent_digests accepted;
	struct recent_digests rejected;
	struct recent_digests proven; /* peers, also before another file */
	struct throttle throttle;
	struct throttle *shared; /* by processes, in its place; or NULL */
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
