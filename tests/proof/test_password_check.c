/* password_check: wrong passwords are charged to the user and to the peer. */

#include "proof/password_check.h"

#include <stdio.h>
#include <string.h>

#include "proof/passwd.h"
#include "support/harness.h"

static struct password_check c;
static char *hash; /* of "geheim" */

static void
start(void)
{
	c = (struct password_check){ .by_user = true };
	output_of("umask 077; htpasswd -cbB -C 4 users alice geheim 2>&1");
	hash = output_of("cut -d: -f2 users | tr -d '\\n'");
}

const struct test_setup test_setup = {
	.before = start,
};

static const char *
ask(const char *user, const char *password, const char *peer)
{
	return password_check(&c, &(struct password_check_request){
				      .user = user,
				      .password = password,
				      .hash = hash,
				      .stand_in = hash,
				      .peer = peer,
				  });
}

static bool
is_unchecked(const char *why)
{
	return why && strstr(why, "not checked");
}

/* Leaves no time to the groups that were charged. */
static void
exhaust(struct throttle *t)
{
	size_t i;

	for (i = 0; i < THROTTLE_GROUPS; i++)
		if (t->settled_at[i] > 0)
			t->settled_at[i] = INT64_MAX / 2;
}

/* Is one of many others still checked?  Some share the group. */
static bool
is_another_checked(const char *user, const char *peer)
{
	char name[32];
	int i;

	for (i = 0; i < 200; i++) {
		snprintf(name, sizeof name, "%s%d", user ? "x" : "10.0.0.", i);
		if (!is_unchecked(user ? ask(name, "wrong", peer)
				       : ask("alice", "wrong", name)))
			return true;
	}
	return false;
}

TEST(a_user_has_no_time_left_from_any_peer)
{
	ck_assert_ptr_nonnull(ask("alice", "wrong", "10.0.0.1"));
	c.own.peers = (struct throttle){ 0 };
	exhaust(&c.own.users);
	ck_assert(is_unchecked(ask("alice", "geheim", "10.9.9.9")));
	ck_assert(is_another_checked("x", "10.9.9.9"));
}

TEST(a_peer_has_no_time_left_for_any_user)
{
	ck_assert_ptr_nonnull(ask("alice", "wrong", "10.0.0.1"));
	c.own.users = (struct throttle){ 0 };
	exhaust(&c.own.peers);
	ck_assert(is_unchecked(ask("bob", "geheim", "10.0.0.1")));
	ck_assert(is_another_checked(NULL, NULL));
}

TEST(who_was_right_from_there_is_checked_on)
{
	ck_assert_ptr_null(ask("alice", "geheim", "10.0.0.1"));
	ck_assert_ptr_nonnull(ask("alice", "wrong", "10.0.0.2"));
	exhaust(&c.own.users);
	exhaust(&c.own.peers);
	password_check_forget(&c);
	ck_assert_ptr_null(ask("alice", "geheim", "10.0.0.1"));
	ck_assert(is_unchecked(ask("alice", "wrong2", "10.0.0.2")));
}

TEST(an_unknown_user_is_never_right_and_takes_as_long)
{
	struct password_check_request r = {
		.user = "nobody",
		.password = "geheim",
		.stand_in = hash,
		.peer = "10.0.0.1",
	};
	size_t i;

	ck_assert_str_eq(password_check(&c, &r),
			 "the user or the password is wrong");
	for (i = 0; i < THROTTLE_GROUPS && c.own.users.settled_at[i] == 0; i++)
		;
	ck_assert_uint_lt(i, THROTTLE_GROUPS);
	ck_assert_uint_lt(password_check_stand_in(&c, "nobody", 3), 3);
}
