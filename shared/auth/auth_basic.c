/* auth_basic - checks a user and a password. */

#include "auth_basic.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "auth_header.h"
#include "base/die.h"
#include "base/monotonic.h"

/* Of processor time. */
static int64_t
microseconds_used(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/*
 * Two processes that charge at the same time may lose one of the charges, which
 * costs little: what is charged is the time of a slow check.
 */
static struct throttle *
throttle_of(struct auth_basic *b)
{
	return b->shared ? b->shared : &b->throttle;
}

/* Includes the NUL of each text, so that "ab", "c" differs from "a", "bc". */
static void
digest_of(const struct auth_basic *b, uint8_t out[DIGEST_SHA256],
	  const char *first, const char *second, const char *third)
{
	const struct bytes texts[] = {
		{ first, strlen(first) + 1 },
		{ second, strlen(second) + 1 },
		{ third, strlen(third) + 1 },
	};

	digest_hmac_sha256(out, (struct bytes){ b->key, sizeof b->key }, texts,
			   sizeof texts / sizeof *texts);
}

/* Returns the group of the peer with that digest. */
static unsigned
group_of(const struct auth_basic *b, const uint8_t digest[DIGEST_SHA256])
{
	return recent_digests_has(&b->proven, digest) ? THROTTLE_PROVEN
						      : digest[0];
}

static void
remember_peer(struct auth_basic *b, const uint8_t digest[DIGEST_SHA256])
{
	if (!recent_digests_has(&b->proven, digest))
		recent_digests_add(&b->proven, digest);
}

/* The user whose hash an unknown name is checked against: always the same. */
static const struct passwd_user *
stand_in_user(const struct auth_basic *b, const char *name)
{
	uint8_t digest[DIGEST_SHA256];

	digest_of(b, digest, "user", name, "");
	return &b->passwd.at[(digest[0] << 8 | digest[1]) % b->passwd.count];
}

/* Checks the password against the hash, and remembers the result. */
static bool
check_password(struct auth_basic *b, const struct passwd_user *user,
	       const struct credentials *c, const uint8_t *digest,
	       const uint8_t *peer)
{
	const struct passwd_user *checked =
	    user ? user : stand_in_user(b, c->user);
	const int64_t begin = microseconds_used();
	const bool same = passwd_matches(checked->hash, c->password);

	if (same && user) {
		recent_digests_add(&b->accepted, digest);
		remember_peer(b, peer);
		return true;
	}
	throttle_charge(throttle_of(b), group_of(b, peer), monotonic_now(),
			microseconds_used() - begin);
	recent_digests_add(&b->rejected, digest);
	return false;
}

static const char *
refusal(struct auth_basic *b, const struct credentials *c, const char *peer)
{
	static const char wrong[] = "the user or the password is wrong";
	const struct passwd_user *user = passwd_find(&b->passwd, c->user);
	uint8_t digest[DIGEST_SHA256], from[DIGEST_SHA256];

	digest_of(b, digest, c->user, c->password, user ? user->hash : "");
	if (recent_digests_has(&b->accepted, digest))
		return NULL;
	if (recent_digests_has(&b->rejected, digest))
		return wrong;
	digest_of(b, from, "peer", peer ? peer : "", "");
	if (!throttle_allows(throttle_of(b), group_of(b, from),
			     monotonic_now()))
		return "too many wrong passwords came from this peer; this "
		       "one was not checked";
	return check_password(b, user, c, digest, from) ? NULL : wrong;
}

const char *
auth_basic_refusal(struct auth_basic *b, const char *authorization,
		   const char *peer)
{
	struct credentials c;
	const char *reason = auth_header_basic(authorization, &c);

	if (!reason)
		reason = refusal(b, &c, peer);
	explicit_bzero(&c, sizeof c);
	return reason;
}

void
auth_basic_refresh(struct auth_basic *b, const char *path)
{
	if (!b->has_key &&
	    getrandom(b->key, sizeof b->key, 0) != (ssize_t)sizeof b->key)
		die(EXIT_TEMPORARY, "cannot get random bytes:");
	b->has_key = true;
	if (!passwd_refresh(&b->passwd, path))
		return;
	b->accepted = (struct recent_digests){ 0 };
	b->rejected = (struct recent_digests){ 0 };
}

void
auth_basic_wipe(struct auth_basic *b)
{
	passwd_wipe(&b->passwd);
	explicit_bzero(b, sizeof *b);
}
