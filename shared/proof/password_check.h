/*
 * password_check - checks the passwords of users, which is slow on purpose.
 *
 * Results are remembered as digests with a random key of this program.  Right
 * and wrong passwords are remembered apart, so that wrong ones never displace a
 * right one.  An unknown password is checked only while its groups have time
 * left (throttle.h); then it is refused unchecked.  A peer belongs to a group,
 * and so does a user, if asked.  Peers that sent a right password are in a
 * group of their own, so that others cannot use up their time.  The random key
 * decides about groups, so that nobody can choose to share another's.  An
 * unknown user takes as long as a known one.
 */
#ifndef ECHOAPP_PASSWORD_CHECK_H
#define ECHOAPP_PASSWORD_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "recent_digests.h"
#include "throttle.h"

/* What wrong passwords have cost. */
struct password_throttles {
	struct throttle peers;
	struct throttle users;
};

/* A zeroed struct remembers nothing. */
struct password_check {
	uint8_t key[DIGEST_SHA256];
	bool has_key;
	bool by_user; /* users have groups, too */
	struct recent_digests accepted;
	struct recent_digests rejected;
	struct recent_digests proven; /* peers, also before another file */
	struct password_throttles own;
	struct password_throttles *shared; /* by processes, in place of `own` */
};

struct password_check_request {
	const char *user;
	const char *password;
	const char *hash;     /* of the user; NULL: there is none */
	const char *stand_in; /* the hash that an unknown user is checked by */
	const char *peer;     /* NULL: unknown */
};

/*
 * Why the password is refused, or NULL.  The text says neither what there was
 * nor what would have been right.
 */
const char *password_check(struct password_check *,
			   const struct password_check_request *);

/* A number from 0 to `count` - 1 for an unknown user: always the same. */
size_t password_check_stand_in(struct password_check *, const char *user,
			       size_t count);

/*
 * Charges wrong passwords in that memory, which processes may share: those that
 * are forked after it put everybody into the same groups.
 */
void password_check_share(struct password_check *, struct password_throttles *);

/* Forgets results, because the passwords have changed. */
void password_check_forget(struct password_check *);

#endif
