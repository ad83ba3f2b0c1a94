/* auth: which hooks are accepted, in which order is checked, and what is said.
 */

#include "auth/auth.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/log_capture.h"
#include "support/post.h"

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
};

#define SECRET "s3cret-0f-the-first"
#define OTHER "s3cret-0f-the-second"
#define BODY "{\"a\":1,\"callee\":\"10002\"}"

static void
start_afresh(void)
{
	log_capture_start();
	replace_file("secrets", SECRET "\n" OTHER "\n", 0600);
	post_configure("log = server\nauth = hmac\nsecret_file = secrets\n");
}

/* WCS's header for this secret. */
static char *
signature(const char *secret, const char *body, size_t len)
{
	uint8_t md5[DIGEST_MD5];
	char *header = malloc(64), *to;
	size_t i;

	ck_assert_ptr_nonnull(header);
	digest_hmac_md5(md5, (struct bytes){ secret, strlen(secret) },
			(struct bytes){ body, len });
	to = stpcpy(header, "WCS ");
	for (i = 0; i < sizeof md5; i++)
		to += sprintf(to, "%02x", md5[i]);
	return header;
}

static struct request
hook_with(const char *authorization)
{
	return (struct request){
		.request_method = "POST",
		.content_type = "application/json",
		.remote_addr = "192.0.2.1",
		.authorization = authorization,
		.body = BODY,
		.len = sizeof BODY - 1,
		.content_length = sizeof BODY - 1,
	};
}

static struct response
send_hook(const char *authorization)
{
	struct request r = hook_with(authorization);

	return post_request(&r);
}

/* The journal has the refusal, with the body's length instead of the body. */
static void
is_refused(struct response r, int status, const char *rule, const char *reason)
{
	char want[128];

	ck_assert_msg(r.status == status, "%d: %s", r.status, r.body);
	ck_assert_msg(strstr(r.body, reason) != NULL, "%s", r.body);
	snprintf(want, sizeof want, ",\"rule\":\"%s\",\"reason\":\"", rule);
	ck_assert_msg(strstr(journal_last_line(), want) != NULL, "%s",
		      journal_last_line());
	ck_assert_ptr_nonnull(strstr(journal_last_line(), reason));
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\",\"bytes\":"));
	ck_assert_ptr_null(strstr(journal_last_line(), "\"10002\""));
}

const struct test_setup test_setup = {
	.before = start_afresh,
};

TEST(each_secret_signs)
{
	ck_assert_int_eq(
	    send_hook(signature(SECRET, BODY, strlen(BODY))).status, 200);
	ck_assert_int_eq(send_hook(signature(OTHER, BODY, strlen(BODY))).status,
			 200);
	ck_assert_ptr_null(strstr(journal_last_line(), "\"rule\""));
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"body\":" BODY));
}

TEST(a_signature_that_is_wrong_is_refused_and_never_told)
{
	char *right = signature(SECRET, BODY, strlen(BODY));
	char *wrong = signature("another", BODY, strlen(BODY)), *text;
	size_t i;

	is_refused(send_hook(wrong), 403, "auth",
		   "the signature does not match the body");
	/* Each digit counts. */
	for (i = 4; i < 36; i++) {
		char was = right[i];

		right[i] = was == '0' ? '1' : '0';
		is_refused(send_hook(right), 403, "auth", "does not match the");
		right[i] = was;
	}
	text = journal_text();
	ck_assert_ptr_null(strstr(text, right + 4));
	ck_assert_ptr_null(strstr(text, wrong + 4));
	ck_assert_ptr_null(strstr(text, "s3cret"));
	ck_assert_ptr_null(strstr(log_capture_text(), "s3cret"));
}

TEST(a_signature_that_is_missing_is_refused)
{
	is_refused(send_hook(NULL), 403, "auth",
		   "there is no Authorization header");
	is_refused(send_hook("Basic dXNlcjpw"), 403, "auth",
		   "not of the scheme WCS");
	is_refused(send_hook("WCS 0011"), 403, "auth", "32 hexadecimal");
}

TEST(the_bytes_are_signed_and_not_what_they_mean)
{
	struct request r = hook_with(signature(SECRET, BODY, strlen(BODY)));

	r.body = " " BODY;
	r.len = r.content_length = strlen(r.body);
	is_refused(post_request(&r), 403, "auth", "does not match the body");
	r.authorization = signature(SECRET, r.body, r.len);
	ck_assert_int_eq(post_request(&r).status, 200);
}

TEST(a_body_is_not_read_before_its_signature)
{
	struct request r = hook_with(signature("another", "[", 1));

	r.body = "[";
	r.len = r.content_length = 1;
	is_refused(post_request(&r), 403, "auth", "does not match the body");
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"bytes\":1}"));
	r.authorization = signature(SECRET, "[", 1);
	ck_assert_int_eq(post_request(&r).status, 400);
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "not one JSON object"));
}

TEST(an_empty_body_is_signed_too)
{
	struct request r = hook_with(signature(SECRET, "", 0));

	r.body = "";
	r.len = r.content_length = 0;
	ck_assert_int_eq(post_request(&r).status, 400);
	r.authorization = signature("another", "", 0);
	ck_assert_int_eq(post_request(&r).status, 403);
}

TEST(what_is_no_whole_hook_is_refused_for_that)
{
	struct request r = hook_with(NULL);

	r.request_method = "GET";
	ck_assert_int_eq(post_request(&r).status, 405);
	r = hook_with(NULL);
	r.content_type = "text/plain";
	ck_assert_int_eq(post_request(&r).status, 415);
	r = hook_with(NULL);
	r.content_length = (size_t)1 << 30;
	ck_assert_int_eq(post_request(&r).status, 413);
	ck_assert_ptr_null(strstr(journal_text(), "\"10002\""));
}

static void
refuses_all(const struct request *r)
{
	struct request other = *r;

	is_refused(post_request(&other), 403, "trusted",
		   "none of the networks");
	other.authorization = NULL;
	is_refused(post_request(&other), 403, "trusted",
		   "none of the networks");
	other.request_method = "GET";
	is_refused(post_request(&other), 403, "trusted",
		   "none of the networks");
	other.content_type = "text/plain";
	is_refused(post_request(&other), 403, "trusted",
		   "none of the networks");
	other.content_length = (size_t)1 << 30;
	is_refused(post_request(&other), 403, "trusted",
		   "none of the networks");
}

TEST(who_is_not_trusted_is_refused_whatever_they_send)
{
	struct request r = hook_with(signature(SECRET, BODY, strlen(BODY)));

	post_configure("auth = hmac\nsecret_file = secrets\nlog = server\n"
		       "trusted = 10.0.0.0/8 ::1\n");
	refuses_all(&r);
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"peer\":\"192.0.2.1\""));
	r.remote_addr = "::ffff:10.1.2.3";
	ck_assert_int_eq(post_request(&r).status, 200);
	r.remote_addr = "::1";
	ck_assert_int_eq(post_request(&r).status, 200);
	r.authorization = NULL;
	is_refused(post_request(&r), 403, "auth", "not signed");
}

TEST_LOOP(who_is_nobody_is_not_trusted, 3)
{
	static const char *const nobody[] = { NULL, "", "somebody" };
	struct request r = hook_with(NULL);

	post_configure("trusted = 0.0.0.0/0 ::/0\nlog = server\n");
	r.remote_addr = nobody[_i];
	is_refused(post_request(&r), 403, "trusted", "REMOTE_ADDR");
	r.remote_addr = "192.0.2.1";
	ck_assert_int_eq(post_request(&r).status, 200);
}

TEST_LOOP(without_a_good_file_everybody_is_refused_503, 3)
{
	static const struct {
		const char *text;
		mode_t mode;
		const char *reason;
	} bad[] = {
		{ SECRET "\n", 0644, "type: chmod o= " },
		{ "\n", 0600, "this file has no secret" },
		{ NULL, 0600, "No such file or directory" },
	};

	if (bad[_i].text)
		replace_file("secrets", bad[_i].text, bad[_i].mode);
	else
		ck_assert_int_eq(unlink("secrets"), 0);
	post_configure("auth = hmac\nsecret_file = secrets\nlog = server\n");
	is_refused(send_hook(signature(SECRET, BODY, strlen(BODY))), 503,
		   "auth", bad[_i].reason);
	is_refused(send_hook(signature("", BODY, strlen(BODY))), 503, "auth",
		   bad[_i].reason);
	is_refused(send_hook(NULL), 503, "auth", bad[_i].reason);
	ck_assert_ptr_nonnull(strstr(log_capture_text(), bad[_i].reason));
}

/* Files are checked again after a second. */
static void
wait_a_second(void)
{
	time_t now = time(NULL);

	while (time(NULL) == now)
		usleep(10000);
}

TEST(a_mended_file_lets_in)
{
	char *right = signature(SECRET, BODY, strlen(BODY));

	ck_assert_int_eq(chmod("secrets", 0644), 0);
	is_refused(send_hook(right), 503, "auth", "type: chmod o= ");
	ck_assert_int_eq(chmod("secrets", 0640), 0);
	wait_a_second();
	ck_assert_int_eq(send_hook(right).status, 200);
	replace_file("secrets", "", 0600);
	wait_a_second();
	ck_assert_int_eq(send_hook(right).status, 200);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "the version before stays"));
	replace_file("secrets", "new\n", 0600);
	wait_a_second();
	is_refused(send_hook(right), 403, "auth", "does not match the body");
	right = signature("new", BODY, strlen(BODY));
	ck_assert_int_eq(send_hook(right).status, 200);
}

TEST(a_configuration_that_changes_its_mind_keeps_nothing)
{
	char *right = signature(SECRET, BODY, strlen(BODY));

	ck_assert_int_eq(send_hook(right).status, 200);
	write_file("echoapp.conf",
		   "auth = hmac\nsecret_file = missing\nlog = server\n");
	wait_a_second();
	is_refused(send_hook(right), 503, "auth", "missing: No such file");
	write_file("echoapp.conf", "log = server\n");
	wait_a_second();
	ck_assert_int_eq(send_hook(NULL).status, 200);
}

TEST(basic_asks_for_a_user_and_a_password)
{
	output_of("umask 077; htpasswd -cbB -C 4 users user geheim 2>&1");
	post_configure("auth = basic\npasswd_file = users\nlog = server\n");
	/* user:geheim */
	ck_assert_int_eq(send_hook("Basic dXNlcjpnZWhlaW0=").status, 200);
	ck_assert_int_eq(send_hook("basic dXNlcjpnZWhlaW0=").status, 200);
	/* user:falsch */
	is_refused(send_hook("Basic dXNlcjpmYWxzY2g="), 403, "auth",
		   "the user or the password is wrong");
	is_refused(send_hook(NULL), 401, "auth", "no Authorization header");
	is_refused(send_hook(""), 401, "auth", "Authorization header");
	is_refused(send_hook(signature(SECRET, BODY, strlen(BODY))), 403,
		   "auth", "not of the scheme Basic");
	ck_assert_ptr_null(strstr(journal_text(), "geheim"));
	ck_assert_ptr_null(strstr(journal_text(), "falsch"));
	ck_assert_ptr_null(strstr(journal_text(), "dXNl"));
}

TEST(basic_without_a_good_file_refuses_503)
{
	output_of("umask 077; htpasswd -cbs users user geheim 2>&1");
	post_configure("auth = basic\npasswd_file = users\nlog = server\n");
	is_refused(send_hook("Basic dXNlcjpnZWhlaW0="), 503, "auth",
		   "users:1: a {SHA} hash can be guessed too fast; type: "
		   "htpasswd -B ");
}

TEST(nothing_is_asked_of_anybody_by_default)
{
	post_configure("log = server\n");
	ck_assert_int_eq(send_hook(NULL).status, 200);
	ck_assert_int_eq(send_hook("WCS nonsense").status, 200);
}

TEST(trouble_is_told_before_anybody_asks)
{
	struct service *s;

	replace_file("secrets", "", 0600);
	s = serve_open("echoapp.conf", "state", NULL);
	ck_assert_ptr_nonnull(serve_error(s));
	ck_assert_ptr_nonnull(strstr(serve_error(s), "has no secret"));
	serve_close(s);
}
