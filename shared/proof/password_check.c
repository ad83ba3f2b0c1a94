/* password_check - checks the passwords of users. */

#include "password_check.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "passwd.h"

/* Of processor time. */
static int64_t
microseconds_used(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void
make_key(struct password_check *c)
{
	if (!c->has_key &&
	    getrandom(c->key, sizeof c->key, 0) != (ssize_t)sizeof c->key)
		die(EXIT_TEMPORARY, "cannot get random bytes:");
	c->has_key = true;
}

/* Includes the NUL of each text, so that "ab", "c" differs from "a", "bc". */
static void
digest_of(const struct password_check *c, uint8_t out[DIGEST_SHA256],
	  const char *first, const char *second, const char *third)
{
	const struct bytes texts[] = {
		{ first, strlen(first) + 1 },
		{ second, strlen(second) + 1 },
		{ third, strlen(third) + 1 },
	};

	digest_hmac_sha256(out, (struct bytes){ c->key, sizeof c->key }, texts,
			   sizeof texts / sizeof *texts);
}

size_t
password_check_stand_in(struct password_check *c, const char *user,
			size_t count)
{
	uint8_t digest[DIGEST_SHA256];

	make_key(c);
	digest_of(c, digest, "user", user, "");
	return (size_t)(digest[0] << 8 | digest[1]) % count;
}

/* Who asks: the groups that a check is charged to. */
struct asker {
	uint8_t digest[DIGEST_SHA256]; /* of the peer, or peer and user */
	unsigned peer, user;
};

static struct asker
asker_of(const struct password_check *c, const struct password_check_request *r)
{
	const char *peer = r->peer ? r->peer : "";
	uint8_t user[DIGEST_SHA256] = { 0 };
	struct asker a;

	digest_of(c, a.digest, "peer", peer, c->by_user ? r->user : "");
	a.peer = a.digest[0];
	if (c->by_user) {
		digest_of(c, user, "peer", peer, "");
		a.peer = user[0];
		digest_of(c, user, "user", r->user, "");
	}
	a.user = user[0];
	if (recent_digests_has(&c->proven, a.digest))
		a.peer = a.user = THROTTLE_PROVEN;
	return a;
}

/*
 * Two processes that charge at the same time may lose one of the charges, which
 * costs little: what is charged is the time of a slow check.
 */
static struct password_throttles *
throttles_of(struct password_check *c)
{
	return c->shared ? c->shared : &c->own;
}

static bool
may_check(struct password_check *c, const struct asker *a)
{
	const struct password_throttles *t = throttles_of(c);
	const int64_t now = monotonic_now();

	return throttle_allows(&t->peers, a->peer, now) &&
	       (!c->by_user || throttle_allows(&t->users, a->user, now));
}

/* Checks the password against the hash, and remembers the result. */
static bool
is_right(struct password_check *c, const struct password_check_request *r,
	 const uint8_t *digest, const struct asker *a)
{
	const int64_t begin = microseconds_used();
	const bool same =
	    passwd_matches(r->hash ? r->hash : r->stand_in, r->password);
	const int64_t cost = microseconds_used() - begin;

	if (same && r->hash) {
		recent_digests_add(&c->accepted, digest);
		if (!recent_digests_has(&c->proven, a->digest))
			recent_digests_add(&c->proven, a->digest);
		return true;
	}
	throttle_charge(&throttles_of(c)->peers, a->peer, monotonic_now(),
			cost);
	if (c->by_user)
		throttle_charge(&throttles_of(c)->users, a->user,
				monotonic_now(), cost);
	recent_digests_add(&c->rejected, digest);
	return false;
}

const char *
password_check(struct password_check *c, const struct password_check_request *r)
{
	static const char wrong[] = "the user or the password is wrong";
	uint8_t digest[DIGEST_SHA256];
	struct asker a;

	make_key(c);
	digest_of(c, digest, r->user, r->password, r->hash ? r->hash : "");
	if (recent_digests_has(&c->accepted, digest))
		return NULL;
	if (recent_digests_has(&c->rejected, digest))
		return wrong;
	a = asker_of(c, r);
	if (!may_check(c, &a))
		return c->by_user ? "too many wrong passwords came for this "
				    "user or from this peer; this one was not "
				    "checked"
				  : "too many wrong passwords came from this "
				    "peer; this one was not checked";
	return is_right(c, r, digest, &a) ? NULL : wrong;
}

void
password_check_share(struct password_check *c, struct password_throttles *t)
{
	make_key(c);
	c->shared = t;
}

void
password_check_forget(struct password_check *c)
{
	make_key(c);
	c->accepted = (struct recent_digests){ 0 };
	c->rejected = (struct recent_digests){ 0 };
}
