/* basic - is this a user's password? */

#include "auth_basic.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "auth_header.h"
#include "base/die.h"

static int64_t
microseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* Of texts that end in a NUL each, so that none runs into the next. */
static void
digest_of(const struct basic *b, uint8_t out[DIGEST_SHA256], const char *first,
	  const char *second, const char *third)
{
	const struct run texts[] = {
		{ first, strlen(first) + 1 },
		{ second, strlen(second) + 1 },
		{ third, strlen(third) + 1 },
	};

	digest_hmac_sha256(out, (struct run){ b->key, sizeof b->key }, texts,
			   sizeof texts / sizeof *texts);
}

static unsigned
group_of(const struct basic *b, const char *peer)
{
	uint8_t digest[DIGEST_SHA256];

	digest_of(b, digest, "peer", peer ? peer : "", "");
	return digest[0];
}

/* An unknown user's password is held against somebody's, always the same. */
static const struct user *
somebody(const struct basic *b, const char *name)
{
	uint8_t digest[DIGEST_SHA256];

	digest_of(b, digest, "user", name, "");
	return &b->passwd.at[(digest[0] << 8 | digest[1]) % b->passwd.count];
}

/* Looks at the password, and remembers what it saw. */
static bool
look(struct basic *b, const struct user *user, const struct credentials *c,
     const uint8_t *digest, unsigned group)
{
	const struct user *held = user ? user : somebody(b, c->user);
	const int64_t began = microseconds(CLOCK_PROCESS_CPUTIME_ID);
	const bool same = passwd_matches(held->hash, c->password);

	if (same && user) {
		remembered_add(&b->right, digest);
		return true;
	}
	budget_spend(&b->budget, group, microseconds(CLOCK_MONOTONIC),
		     microseconds(CLOCK_PROCESS_CPUTIME_ID) - began);
	remembered_add(&b->wrong, digest);
	return false;
}

static const char *
refuses(struct basic *b, const struct credentials *c, const char *peer)
{
	static const char wrong[] = "the user or the password is wrong";
	const struct user *user = passwd_find(&b->passwd, c->user);
	const unsigned group = group_of(b, peer);
	uint8_t digest[DIGEST_SHA256];

	digest_of(b, digest, c->user, c->password, user ? user->hash : "");
	if (remembered_has(&b->right, digest))
		return NULL;
	if (remembered_has(&b->wrong, digest))
		return wrong;
	if (!budget_allows(&b->budget, group, microseconds(CLOCK_MONOTONIC)))
		return "too many wrong passwords came from this peer; this "
		       "one was not looked at";
	return look(b, user, c, digest, group) ? NULL : wrong;
}

const char *
basic_refuses(struct basic *b, const char *authorization, const char *peer)
{
	struct credentials c;
	const char *reason = authorization_basic(authorization, &c);

	if (!reason)
		reason = refuses(b, &c, peer);
	explicit_bzero(&c, sizeof c);
	return reason;
}

void
basic_use(struct basic *b, const char *path)
{
	if (!b->has_key &&
	    getrandom(b->key, sizeof b->key, 0) != (ssize_t)sizeof b->key)
		die(EXIT_AGAIN, "random bytes:");
	b->has_key = true;
	if (!passwd_use(&b->passwd, path))
		return;
	b->right = (struct remembered){ 0 };
	b->wrong = (struct remembered){ 0 };
}

void
basic_forget(struct basic *b)
{
	passwd_forget(&b->passwd);
	explicit_bzero(b, sizeof *b);
}
