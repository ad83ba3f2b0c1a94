/*
 * basic - is this a user's password?  Asked for every hook, yet looked at once.
 *
 * What was right is remembered, as a digest under a key that this process
 * drew; what was wrong is, too, but apart, so that no number of wrong passwords
 * makes anybody forget a right one.  Where nothing is remembered the password
 * is looked at, within a budget for the peer's group; beyond it the peer is
 * refused unseen.  Groups are drawn with the key, so nobody can choose to
 * share one.  An unknown user costs what a known one does.
 */
#ifndef ECHOAPP_BASIC_H
#define ECHOAPP_BASIC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "passwd.h"
#include "recent_digests.h"
#include "throttle.h"

/* A zeroed struct knows nobody. */
struct auth_basic {
	struct passwd_file passwd;
	uint8_t key[DIGEST_SHA256];
	bool has_key;
	struct recent_digests accepted;
	struct recent_digests rejected;
	struct throttle throttle;
};

/* Reads the file of passwords when it is another one, or has changed. */
void auth_basic_refresh(struct auth_basic *, const char *path);

/*
 * Why the header (NULL: there is none) does not do, or NULL.  `peer` may be
 * NULL.  There has to be at least one user.
 */
const char *auth_basic_refusal(struct auth_basic *, const char *authorization,
			       const char *peer);

/* Wipes it. */
void auth_basic_wipe(struct auth_basic *);

#endif
