/* passwd: the output of htpasswd is accepted, or refused with what to type. */

#include "proof/passwd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"
#include "support/log_capture.h"

static struct passwd_file p;

static void
forget(void)
{
	passwd_wipe(&p);
}

static bool
use(void)
{
	if (chmod("users", 0600))
		return false;
	p.file.file.checked = 0;
	return passwd_refresh(&p, "users");
}

static bool
use_text(const char *text)
{
	write_file("users", text);
	return use();
}

static bool
is_password_of(const char *name, const char *password)
{
	const struct passwd_user *user = passwd_find(&p, name);

	return user && passwd_matches(user->hash, password);
}

const struct test_setup test_setup = {
	.before = log_capture_start,
	.after = forget,
};

TEST(takes_what_htpasswd_writes_with_bcrypt)
{
	output_of("htpasswd -cbB -C 4 users alice 'correct horse' 2>&1 &&"
		  "htpasswd -bB users bob '' 2>&1 &&"
		  "htpasswd -bB -C 4 users 'c d' pass:word 2>&1");
	ck_assert_msg(use(), "%s", p.file.error.text);
	ck_assert_uint_eq(p.count, 3);
	ck_assert(strncmp(p.at[0].hash, "$2y$", 4) == 0);
	ck_assert(is_password_of("alice", "correct horse"));
	ck_assert(!is_password_of("alice", "correct horse "));
	ck_assert(!is_password_of("alice", "correct hors"));
	ck_assert(!is_password_of("alice", ""));
	ck_assert(is_password_of("bob", ""));
	ck_assert(is_password_of("c d", "pass:word"));
	ck_assert(!is_password_of("Alice", "correct horse"));
	ck_assert(!is_password_of("", "correct horse"));
}

/* The same hash with each prefix of bcrypt. */
TEST_LOOP(takes_bcrypt_by_its_other_names, 3)
{
	char *text, *at;

	output_of("htpasswd -cbB -C 4 users alice geheim 2>&1");
	text = harness_read_file("users", NULL);
	at = strstr(text, "$2y$");
	ck_assert_ptr_nonnull(at);
	at[2] = "aby"[_i];
	ck_assert_msg(use_text(text), "%s", p.file.error.text);
	ck_assert(is_password_of("alice", "geheim"));
	ck_assert(!is_password_of("alice", "Geheim"));
}

TEST(takes_what_crypt_can_do)
{
	output_of("for n in 6 5 1; do "
		  "echo u$n:$(openssl passwd -$n geheim$n); done >users");
	ck_assert_msg(use(), "%s", p.file.error.text);
	ck_assert(is_password_of("u6", "geheim6"));
	ck_assert(is_password_of("u5", "geheim5"));
	ck_assert(is_password_of("u1", "geheim1"));
	ck_assert(!is_password_of("u6", "geheim5"));
	/* As mkpasswd makes it. */
	ck_assert(use_text("u:$y$j9T$abcdefghijklmnop$zPiqgn2.bVEc6bV2PUf643TZF"
			   "pxBOyZimrEkRjRkBXB\n"));
	ck_assert(is_password_of("u", "pwy"));
	ck_assert(!is_password_of("u", "pwx"));
}

static const struct {
	const char *options;
	const char *fault;
} others[] = {
	{ "-m", "users:1: an $apr1$ hash can be guessed too fast" },
	{ "-s", "users:1: a {SHA} hash can be guessed too fast" },
	{ "-d", "users:1: this is a plain password, or a hash" },
	{ "-p", "users:1: this is a plain password, or a hash" },
	{ "-B -C 13", "users:1: checking a wrong password would take too long "
		      "(bcrypt: a cost above 12)" },
};

TEST_LOOP(refuses_what_else_htpasswd_writes, ROWS(others))
{
	char command[128];

	snprintf(command, sizeof command,
		 "htpasswd -cb %s users alice geheim 2>&1", others[_i].options);
	output_of(command);
	ck_assert(!use());
	ck_assert_msg(strstr(p.file.error.text, others[_i].fault) != NULL, "%s",
		      p.file.error.text);
	ck_assert_ptr_nonnull(
	    strstr(p.file.error.text, "; type: htpasswd -B users alice"));
	ck_assert_ptr_null(strstr(p.file.error.text, "geheim"));
	ck_assert_uint_eq(p.count, 0);
}

#define SALTY "abcdefghijklmnopqrstuv"
#define BCRYPT "$2y$05$hZjs1IIGVA7AtX0kmJpuHeGPS8HtKdEAZ.QWBuPWe23cZJhh8tiqS"
#define LONG86 SALTY SALTY SALTY "abcdefghijklmnopqrst"

static const struct {
	const char *text;
	const char *error;
} broken[] = {
	{ "", "users: this file has no user; type: htpasswd -B users USER" },
	{ "\n# alice:" BCRYPT "\n", "users: this file has no user" },
	{ "alice", "users:1: a line is user:hash; type: htpasswd -B users "
		   "USER" },
	{ ":" BCRYPT, "users:1: a line is user:hash, and this user has no" },
	{ "\n\nalice:\n", "users:3: this is a plain password" },
	{ "alice:$\n", "users:1: this is a plain password" },
	{ "alice:*\n", "users:1: this is a plain password" },
	{ "alice:!" BCRYPT "\n", "users:1: this is a plain password" },
	{ "alice: " BCRYPT "\n", "users:1: this is a plain password" },
	{ "alice:$2y$05$hZjs1I\n", "users:1: the hash is cut off or too long" },
	{ "alice:" BCRYPT "x\n", "users:1: the hash is cut off or too long" },
	{ "alice:$6$salt\n", "users:1: the hash is cut off or too long" },
	{ "alice:$6$" LONG86 "\n", NULL },
	{ "alice:$6$rounds=200000$s$" LONG86 "\n", NULL },
	{ "alice:$6$rounds=200001$s$" LONG86 "\n", "take too long" },
	{ "alice:$6$rounds=-1$s$" LONG86 "\n", "take too long" },
	{ "alice:$6$rounds=99999999999999999999$s$" LONG86 "\n",
	  "take too long" },
	{ "alice:$y$jFT$salt$" SALTY "abcdefghijklmnopqrstu\n",
	  "take too long" },
	{ "alice:$y$j9U$salt$" SALTY "abcdefghijklmnopqrstu\n",
	  "take too long" },
	{ "alice:" BCRYPT "\nalice:" BCRYPT "\n",
	  "users:2: this user has an earlier line; type: htpasswd -B users "
	  "alice" },
	{ "al\x1b[31m:x\n", "htpasswd -B users al\\x1b[31m" },
};

TEST_LOOP(says_which_line_is_wrong_and_what_to_type, ROWS(broken))
{
	bool taken = use_text(broken[_i].text);

	if (!broken[_i].error) {
		ck_assert_msg(taken, "%s", p.file.error.text);
		return;
	}
	ck_assert(!taken);
	ck_assert_msg(strstr(p.file.error.text, broken[_i].error) != NULL, "%s",
		      p.file.error.text);
	ck_assert_ptr_null(strstr(p.file.error.text, "hZjs1I"));
	ck_assert_ptr_null(strstr(p.file.error.text, SALTY));
}

TEST(a_password_where_a_line_should_be_is_not_told)
{
	ck_assert(!use_text("geheim\n"));
	ck_assert_ptr_null(strstr(p.file.error.text, "geheim"));
}

TEST(a_nul_byte_is_refused)
{
	FILE *f = fopen("users", "wb");

	ck_assert_ptr_nonnull(f);
	fwrite("alice:" BCRYPT "\n\0\n", 1, 69, f);
	fclose(f);
	ck_assert(!use());
	ck_assert_ptr_nonnull(strstr(p.file.error.text, "NUL"));
}

TEST(comments_line_ends_and_more_fields_do_no_harm)
{
	ck_assert_msg(use_text("# users\r\n\r\nalice:" BCRYPT ":Alice A.\r\n"
			       "\n  \nbob:" BCRYPT "  "),
		      "%s", p.file.error.text);
	ck_assert_uint_eq(p.count, 2);
	ck_assert(is_password_of("alice", "pw1"));
	ck_assert(is_password_of("bob", "pw1"));
}

TEST(a_broken_new_version_keeps_the_old_users)
{
	ck_assert(use_text("alice:" BCRYPT "\n"));
	ck_assert(!use_text("alice:" BCRYPT "\nbob:geheim\n"));
	ck_assert_ptr_nonnull(passwd_find(&p, "alice"));
	ck_assert_ptr_null(passwd_find(&p, "bob"));
	ck_assert(is_password_of("alice", "pw1"));
	ck_assert(use_text("bob:" BCRYPT "\n"));
	ck_assert_ptr_null(passwd_find(&p, "alice"));
	passwd_refresh(&p, "missing");
	ck_assert_ptr_null(passwd_find(&p, "bob"));
}

TEST_LOOP(what_crypt_cannot_do_matches_nothing, 7)
{
	static const char *const hashes[] = {
		"*0", "*1", "", "$2y$", "$2y$99$" SALTY SALTY, "geheim", "$x$",
	};
	static const char *const passwords[] = { "", "geheim", "*0", "*1" };
	size_t i;

	for (i = 0; i < 4; i++)
		ck_assert(!passwd_matches(hashes[_i], passwords[i]));
}

/* As PHP makes them: "$wp" . password_hash(base64_encode(hash_hmac("sha384",
 * ... */
static const char *const wordpress[][2] = {
	{ "$wp$2y$04$iYBndA8LwnNuGJ1j2Xd51.3wCNRIGjC8VntwQCMH96Qp0/f925lr2",
	  "geheim" },
	{ "$wp$2y$04$6OF1uT0g87krkKtmQGAkfu1yBSiG1XOQB17S1C.C7O4JJbTMCA96y",
	  " \xc3\xbcn\xc3\xaf \"x\" " },
};

TEST_LOOP(takes_what_wordpress_writes, ROWS(wordpress))
{
	ck_assert_ptr_null(passwd_fault(wordpress[_i][0]));
	ck_assert(passwd_matches(wordpress[_i][0], wordpress[_i][1]));
	ck_assert(!passwd_matches(wordpress[_i][0], wordpress[1 - _i][1]));
	ck_assert(!passwd_matches(wordpress[_i][0] + 3, wordpress[_i][1]));
	ck_assert(!passwd_matches(wordpress[_i][0], ""));
}

static const char *const not_wordpress[] = {
	"$wp",
	"$wp$",
	"$wp$2y$",
	"$wp$2y$04$short",
	"$wp$$",
	"$wp$6$salt$x",
	"$wp$2y$13$6OF1uT0g87krkKtmQGAkfu1yBSiG1XOQB17S1C.C7O4JJbTMCA96y",
	"$P$B12345678abcdefghijklmnopqrstuv",
};

TEST_LOOP(refuses_what_is_not_quite_wordpress_and_its_old_hashes,
	  ROWS(not_wordpress))
{
	ck_assert_ptr_nonnull(passwd_fault(not_wordpress[_i]));
	ck_assert(!passwd_matches(not_wordpress[_i], "geheim"));
}
