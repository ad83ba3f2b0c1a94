/* policy: passwords of users, by a file as htpasswd writes it. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"
#include "support/history.h"
#include "support/hook_fixture.h"

#define RULES                                                                  \
	"prove connect sipLogin password custom.password in users\n"           \
	"deny connect if not account.name exists reason \"wrong\"\n"           \
	"deny call if not session.account.name is alice reason \"not "         \
	"alice\"\n"

static void
start(void)
{
	output_of("umask 077; htpasswd -cbB -C 4 users alice geheim 2>&1;"
		  "htpasswd -bB -C 4 users bob topsecret 2>&1;"
		  "echo carol:$(openssl passwd -6 hush) >>users");
	hook_start(RULES, "");
}

const struct test_setup test_setup = {
	.before = start,
	.after = hook_end,
};

static int
connect_from(unsigned client, const char *user, const char *password)
{
	return hook_postf("connect",
			  "{\"nodeId\":\"n@1\",\"sessionId\":\"/192.0.2.%u:"
			  "5000/10.0.0.1:8443\",\"sipLogin\":\"%s\","
			  "\"custom\":{\"password\":\"%s\"}}",
			  client, user, password)
	    .status;
}

TEST(the_right_password_proves_the_user)
{
	ck_assert_int_eq(connect_from(1, "alice", "geheim"), 200);
	ck_assert_int_eq(connect_from(2, "bob", "topsecret"), 200);
	ck_assert_int_eq(connect_from(3, "carol", "hush"), 200);
	ck_assert_int_eq(connect_from(4, "carol", "hush\\u0000"), 403);
	ck_assert_int_eq(connect_from(4, "alice", "topsecret"), 403);
	ck_assert_int_eq(connect_from(4, "nobody", "geheim"), 403);
	ck_assert_int_eq(connect_from(4, "alice", ""), 403);
	ck_assert_int_eq(connect_from(4, "", "geheim"), 403);
	hook_check_denied("connect", "{\"sipLogin\":\"alice\"}", 403, "wrong");
	hook_check_denied("connect", "{\"custom\":{\"password\":\"geheim\"}}",
			  403, "wrong");
	hook_check_denied("connect",
			  "{\"sipLogin\":\"alice\",\"account\":{\"name\":"
			  "\"alice\"},\"custom\":{\"password\":[\"geheim\"]}}",
			  403, "wrong");
}

TEST(who_proved_a_password_is_known_for_the_session)
{
	char *journal;

	ck_assert_int_eq(connect_from(1, "alice", "geheim"), 200);
	ck_assert_int_eq(connect_from(2, "bob", "topsecret"), 200);
	hook_check_status(200, "call", "/192.0.2.1:5000/10.0.0.1:8443",
			  "\"callId\":\"c\",\"caller\":\"x\"");
	hook_check_status(403, "call", "/192.0.2.2:5000/10.0.0.1:8443",
			  "\"callId\":\"c\",\"sipLogin\":\"alice\"");
	journal = output_of("cat state/journal/*");
	ck_assert_ptr_nonnull(
	    strstr(journal, "\"facts\":{\"account\":{\"name\":\"alice\"}}"));
	ck_assert_ptr_null(strstr(journal, "geheim"));
}

/* Sends wrong passwords until one is not checked; returns how many were. */
static unsigned
guess(unsigned client, const char *user, unsigned most)
{
	char password[32];
	unsigned i;

	for (i = 0; i < most; i++) {
		snprintf(password, sizeof password, "%s%u", user, i);
		if (connect_from(client ? client : i % 250 + 1, user,
				 password) == 200)
			ck_abort_msg("%s is right", password);
	}
	return i;
}

TEST(guesses_are_throttled_for_each_user_and_each_browser)
{
	output_of("umask 077; htpasswd -cbB -C 9 users alice geheim 2>&1;"
		  "htpasswd -bB -C 9 users bob topsecret 2>&1");
	hook_start(RULES, "");
	ck_assert_int_eq(connect_from(9, "alice", "geheim"), 200);
	/* From many browsers, for one user: this user is not checked. */
	guess(0, "bob", 200);
	ck_assert_int_eq(connect_from(251, "bob", "topsecret"), 403);
	/* Who was right before, from there, is. */
	output_of("umask 077; htpasswd -bB -C 9 users alice neu 2>&1");
	hook_start(RULES, "");
	ck_assert_int_eq(connect_from(9, "alice", "neu"), 200);
}

TEST(a_file_that_is_no_file_of_users_is_told)
{
	write_file("users", "alice:geheim\n");
	ck_assert_int_eq(chmod("users", 0600), 0);
	hook_start(RULES, "");
	ck_assert_int_eq(hook_post("connect", "{}").status, 503);
	output_of("umask 022; rm users; htpasswd -cbB -C 4 users a b 2>&1");
	hook_start(RULES, "");
	ck_assert_int_eq(hook_post("connect", "{}").status, 503);
}
