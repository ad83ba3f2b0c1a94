/* auth_basic: which passwords are right, and how often they are checked. */

#include "auth/auth_basic.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"
#include "support/log_capture.h"

static struct auth_basic b;

#define WRONG "the user or the password is wrong"
#define PEER "192.0.2.1"

static void
use(const char *make)
{
	output_of(make);
	b.passwd.file.file.checked = 0;
	auth_basic_refresh(&b, "users");
}

static void
start_afresh(void)
{
	log_capture_start();
	use("umask 077; htpasswd -cbB -C 4 users alice geheim 2>&1;"
	    "htpasswd -bB -C 4 users bob topsecret 2>&1");
}

static void
forget(void)
{
	auth_basic_wipe(&b);
}

static const char *
header_of(const char *user, const char *password)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	static char header[256];
	char text[128], *to = stpcpy(header, "Basic ");
	int len = snprintf(text, sizeof text - 3, "%s:%s", user, password), i;

	memset(text + len, 0, 3);
	for (i = 0; i < len; i += 3) {
		unsigned n = (unsigned char)text[i] << 16 |
			     (unsigned char)text[i + 1] << 8 |
			     (unsigned char)text[i + 2];

		*to++ = digits[n >> 18];
		*to++ = digits[n >> 12 & 63];
		*to++ = i + 1 < len ? digits[n >> 6 & 63] : '=';
		*to++ = i + 2 < len ? digits[n & 63] : '=';
	}
	*to = '\0';
	return header;
}

static const char *
ask_from(const char *peer, const char *user, const char *password)
{
	return auth_basic_refusal(&b, header_of(user, password), peer);
}

static const char *
ask(const char *user, const char *password)
{
	return ask_from(PEER, user, password);
}

const struct test_setup test_setup = {
	.before = start_afresh,
	.after = forget,
};

TEST(takes_the_password_of_the_user)
{
	int i;

	/* The second time it is remembered. */
	for (i = 0; i < 2; i++) {
		ck_assert_ptr_null(ask("alice", "geheim"));
		ck_assert_ptr_null(ask("bob", "topsecret"));
		ck_assert_str_eq(ask("alice", "topsecret"), WRONG);
		ck_assert_str_eq(ask("bob", "geheim"), WRONG);
		ck_assert_str_eq(ask("bob", ""), WRONG);
		ck_assert_str_eq(ask("Alice", "geheim"), WRONG);
	}
}

/* It is checked against the hash of some user, even if it fits that. */
TEST(an_unknown_user_is_nobody_whatever_the_password)
{
	char name[32];
	int i;

	for (i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "nobody%d", i);
		b.check.own.peers = (struct throttle){ 0 };
		ck_assert_str_eq(ask(name, i % 2 ? "geheim" : "topsecret"),
				 WRONG);
	}
}

TEST(a_right_password_is_looked_at_once)
{
	unsigned i;

	ck_assert_ptr_null(ask("alice", "geheim"));
	/* No password may be checked any more. */
	for (i = 0; i <= THROTTLE_GROUPS; i++)
		b.check.own.peers.settled_at[i] = INT64_MAX / 2;
	ck_assert_ptr_null(ask("alice", "geheim"));
	ck_assert_ptr_nonnull(strstr(ask("bob", "topsecret"), "too many"));
	ck_assert_ptr_nonnull(strstr(ask("alice", "other"), "too many"));
}

TEST(the_same_wrong_password_is_looked_at_once)
{
	unsigned i;

	ck_assert_str_eq(ask("alice", "Geheim"), WRONG);
	ck_assert_str_eq(ask("nobody", "geheim"), WRONG);
	for (i = 0; i <= THROTTLE_GROUPS; i++)
		b.check.own.peers.settled_at[i] = INT64_MAX / 2;
	ck_assert_str_eq(ask("alice", "Geheim"), WRONG);
	ck_assert_str_eq(ask("nobody", "geheim"), WRONG);
}

TEST(wrong_passwords_make_nobody_forget_a_right_one)
{
	char wrong[32];
	int i;

	ck_assert_ptr_null(ask("alice", "geheim"));
	for (i = 0; i < 3 * RECENT_DIGESTS_MAX; i++) {
		snprintf(wrong, sizeof wrong, "wrong%d", i);
		b.check.own.peers = (struct throttle){ 0 };
		ck_assert_str_eq(ask("alice", wrong), WRONG);
	}
	for (i = 0; i <= THROTTLE_GROUPS; i++)
		b.check.own.peers.settled_at[i] = INT64_MAX / 2;
	ck_assert_ptr_null(ask("alice", "geheim"));
}

TEST(wrong_passwords_cost_a_budget)
{
	char wrong[32];
	int i;

	for (i = 0; i < 100000; i++) {
		snprintf(wrong, sizeof wrong, "wrong%d", i);
		if (strcmp(ask("alice", wrong), WRONG) != 0)
			break;
	}
	ck_assert_int_lt(i, 100000);
	ck_assert_ptr_nonnull(strstr(ask("nobody", "?"), "too many"));
}

TEST(a_flood_of_strangers_leaves_time_for_those_who_were_right)
{
	char wrong[32], from[32];
	const char *said = WRONG;
	int i;

	ck_assert_ptr_null(ask_from("192.0.2.1", "alice", "geheim"));
	/* From everywhere, until no group of strangers has time. */
	for (i = 0; i < 100000 && strcmp(said, WRONG) == 0; i++) {
		snprintf(wrong, sizeof wrong, "wrong%d", i);
		snprintf(from, sizeof from, "2001:db8::%x",
			 (unsigned)i & 65535);
		said = ask_from(from, "alice", wrong);
	}
	ck_assert_int_lt(i, 100000);
	b.check.own.peers.strangers_settled_at = INT64_MAX / 2;
	use("htpasswd -bB -C 4 users alice neu 2>&1");
	ck_assert_ptr_nonnull(
	    strstr(ask_from("192.0.2.2", "alice", "neu"), "too many"));
	ck_assert_str_eq(ask_from("192.0.2.1", "alice", "geheim"), WRONG);
	ck_assert_ptr_null(ask_from("192.0.2.1", "alice", "neu"));
}

TEST(right_passwords_cost_no_budget)
{
	const struct throttle nothing = { 0 };

	ck_assert_ptr_null(ask("alice", "geheim"));
	ck_assert_ptr_null(ask("bob", "topsecret"));
	ck_assert_mem_eq(&b.check.own.peers, &nothing, sizeof nothing);
}

TEST(a_changed_file_forgets)
{
	ck_assert_ptr_null(ask("alice", "geheim"));
	ck_assert_str_eq(ask("alice", "neu"), WRONG);
	use("htpasswd -bB -C 4 users alice neu 2>&1");
	ck_assert_str_eq(ask("alice", "geheim"), WRONG);
	ck_assert_ptr_null(ask("alice", "neu"));
	use("htpasswd -D users alice 2>&1");
	ck_assert_str_eq(ask("alice", "neu"), WRONG);
	ck_assert_ptr_null(ask("bob", "topsecret"));
}

TEST(a_broken_new_version_changes_nothing)
{
	use("htpasswd -bs users alice neu 2>&1");
	ck_assert_ptr_null(ask("alice", "geheim"));
	ck_assert_str_eq(ask("alice", "neu"), WRONG);
}

TEST(each_process_draws_a_key_of_its_own)
{
	static struct auth_basic other;

	auth_basic_refresh(&other, "users");
	ck_assert_mem_ne(other.check.key, b.check.key, sizeof b.check.key);
	auth_basic_wipe(&other);
}

TEST(what_came_is_wiped)
{
	ck_assert_ptr_null(ask("alice", "geheim"));
	ck_assert_ptr_null(memmem(&b, sizeof b, "geheim", strlen("geheim")));
	auth_basic_wipe(&b);
	ck_assert_uint_eq(b.passwd.count, 0);
	ck_assert(!b.check.has_key);
}
