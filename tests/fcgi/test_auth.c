/* Authentication of hooks, behind a real web server. */

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/web_server.h"

#define CALL "/EchoApp/call"
#define BODY "{\"callee\":\"10002\"}"
#define FIRST "f1rst-s3cret"
#define SECOND "s3cond s3cret\t"

/* Replaces the file of that name next to echoapp.conf. */
static void
replace(const char *name, const char *text, mode_t mode)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%.4000s/%s", web_dir(), name);
	replace_file(path, text, mode);
}

/* The signature that openssl computes for BODY. */
static char *
signature(const char *secret)
{
	char command[512], *said;

	snprintf(command, sizeof command,
		 "printf '%%s' '%s' | openssl dgst -md5 -hmac '%s' |"
		 "sed 's/.*= //' | tr -d '\\n'",
		 BODY, secret);
	said = output_of(command);
	ck_assert_uint_eq(strlen(said), 32);
	return said;
}

/* `authorization`: the whole header line, or NULL for none. */
static struct response
send_with(const char *authorization)
{
	return web_post_with(CALL, BODY, authorization);
}

static struct response
send_signed(const char *scheme, const char *hex)
{
	char header[256];

	snprintf(header, sizeof header, "Authorization: %s %s", scheme, hex);
	return send_with(header);
}

static void
check_refused(struct response g, const char *reason)
{
	ck_assert_msg(g.status == 403, "%d %s", g.status, g.body);
	ck_assert_str_eq(g.type, "application/json");
	ck_assert_ptr_nonnull(strstr(g.body, "{\"status\":403,\"reason\":\""));
	ck_assert_msg(strstr(g.body, reason) != NULL, "%s", g.body);
}

/* Settings apply within two seconds. */
static void
check_soon(const char *authorization, int status)
{
	time_t end = time(NULL) + 3;
	struct response g;

	while ((g = send_with(authorization)).status != status) {
		ck_assert_msg(time(NULL) <= end, "%d, not %d: %s", g.status,
			      status, g.body);
		usleep(20000);
	}
}

/* No secret and no sent credential is in the journal or in the log. */
static void
check_no_secret_is_logged(const char *const *secrets)
{
	for (; *secrets; secrets++) {
		ck_assert_ptr_null(strstr(web_journal(), *secrets));
		ck_assert_ptr_null(strstr(web_log(), *secrets));
	}
}

static void
require_signatures(void)
{
	replace("secrets", "\n" FIRST "\r\n" SECOND "\n", 0640);
	web_configure("auth = hmac\nsecret_file = secrets\n");
	check_soon(NULL, 403);
}

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
};

TEST(a_signed_hook_is_accepted)
{
	char *hex, *upper, header[64];
	size_t i;

	require_signatures();
	hex = signature(FIRST);
	upper = strdup(hex);
	for (i = 0; upper[i]; i++)
		if (upper[i] >= 'a')
			upper[i] = (char)(upper[i] - 'a' + 'A');
	ck_assert_int_eq(send_signed("WCS", hex).status, 200);
	ck_assert_str_eq(send_signed("WCS", hex).body, BODY);
	ck_assert_int_eq(send_signed("WCS", upper).status, 200);
	ck_assert_int_eq(send_signed("wcs", hex).status, 200);
	ck_assert_int_eq(send_signed("WCS", signature(SECOND)).status, 200);
	snprintf(header, sizeof header, "authorization:   WCS   %s  ", hex);
	ck_assert_int_eq(send_with(header).status, 200);
}

TEST(an_unsigned_hook_is_refused_and_no_secret_is_logged)
{
	const char *wrong = "0123456789abcdef0123456789abcdef";
	const char *secrets[] = { FIRST,      "s3cond",	 wrong, NULL,
				  "dXNlcjpw", "sent-by", NULL };

	require_signatures();
	secrets[3] = signature(FIRST);
	check_refused(send_with(NULL), "no Authorization header");
	check_refused(send_signed("WCS", wrong), "does not match the body");
	check_refused(send_signed("WCS", signature("other")), "does not match");
	check_refused(send_signed("WCS", signature("s3cond s3cret")),
		      "does not match");
	check_refused(send_signed("Basic", "dXNlcjpw"), "the scheme WCS");
	check_refused(send_signed("Bearer", secrets[3]), "the scheme WCS");
	check_refused(send_signed("WCS", "sent-by"), "32 hexadecimal");
	ck_assert_uint_gt(count_of(web_journal(), "\"rule\":\"auth\""), 6);
	ck_assert_uint_eq(count_of(web_journal(), "\"rule\":\"auth\""),
			  count_of(web_journal(), "\"bytes\":18}"));
	ck_assert_uint_eq(count_of(web_journal(), "\"rule\":\"auth\""),
			  count_of(web_journal(), "\"peer\":\"127.0.0.1\""));
	ck_assert_uint_gt(web_whole_lines(), 6);
	check_no_secret_is_logged(secrets);
}

TEST(a_header_of_any_length_is_refused)
{
	char *header = malloc(7000), *end;

	ck_assert_ptr_nonnull(header);
	require_signatures();
	end = stpcpy(header, "Authorization: WCS ");
	memset(end, 'a', 6500);
	end[6500] = '\0';
	check_refused(send_with(header), "32 hexadecimal");
}

/* That was in force while no worker but the first had been started. */
TEST(a_new_worker_goes_on_with_the_last_good_secrets)
{
	pid_t supervisor = process_of("call.fcgi"), worker;
	char second[64];

	require_signatures();
	snprintf(second, sizeof second, "Authorization: WCS %s",
		 signature("second"));
	ck_assert_int_eq(send_with(second).status, 403);
	replace("secrets", FIRST "\nsecond\n", 0600);
	check_soon(second, 200);
	sleep(2);
	replace("secrets", "third\n", 0644);
	sleep(2);
	worker = process_worker(supervisor);
	ck_assert_int_gt(worker, 0);
	ck_assert_int_eq(kill(worker, SIGKILL), 0);
	ck_assert_int_eq(send_with(second).status, 200);
	ck_assert_int_ne(process_worker(supervisor), worker);
	ck_assert_uint_eq(count_of(web_log(), "type: chmod o= /"), 1);
}

TEST(secrets_are_changed_while_the_server_runs)
{
	char first[64], third[64];

	require_signatures();
	snprintf(first, sizeof first, "Authorization: WCS %s",
		 signature(FIRST));
	snprintf(third, sizeof third, "Authorization: WCS %s",
		 signature("third"));
	ck_assert_int_eq(send_with(first).status, 200);
	ck_assert_int_eq(send_with(third).status, 403);
	replace("secrets", FIRST "\nthird\n", 0600);
	check_soon(third, 200);
	ck_assert_int_eq(send_with(first).status, 200);
	/* A broken version changes nothing and is reported. */
	replace("secrets", "fourth\n", 0644);
	sleep(2);
	ck_assert_int_eq(send_with(first).status, 200);
	ck_assert_int_eq(send_with(third).status, 200);
	ck_assert_int_eq(send_with(third).status, 200);
	ck_assert_uint_eq(count_of(web_log(), "type: chmod o= /"), 1);
	replace("secrets", "third\n", 0600);
	check_soon(first, 403);
	ck_assert_int_eq(send_with(third).status, 200);
}

TEST(a_program_started_with_a_broken_file_refuses_every_hook)
{
	pid_t pid = process_of("call.fcgi");
	char header[64];
	struct response g = { 0 };
	int i;

	require_signatures();
	snprintf(header, sizeof header, "Authorization: WCS %s",
		 signature(FIRST));
	ck_assert_int_eq(send_with(header).status, 200);
	replace("secrets", FIRST "\n", 0604);
	kill(pid, SIGTERM);
	for (i = 0; i < 50 && g.status != 503; i++) {
		usleep(100000);
		g = send_with(header);
	}
	ck_assert_int_eq(g.status, 503);
	ck_assert_ptr_nonnull(
	    strstr(g.body, "/secrets: users other than its owner "
			   "and group may access this file (mode 0604);"
			   " type: chmod o= /"));
	replace("secrets", FIRST "\n", 0600);
	check_soon(header, 200);
}

TEST(a_user_and_a_password_are_accepted)
{
	static const char *const secrets[] = { "geheim", "falsch", "dXNl",
					       "$2y$", NULL };
	char command[PATH_MAX + 128];

	snprintf(command, sizeof command,
		 "umask 077; htpasswd -cbB %s/users user geheim 2>&1",
		 web_dir());
	output_of(command);
	web_configure("auth = basic\npasswd_file = users\n");
	check_soon(NULL, 401);
	ck_assert_ptr_nonnull(
	    strstr(send_with(NULL).head,
		   "\r\nWWW-Authenticate: Basic realm=\"EchoApp\", "
		   "charset=\"UTF-8\"\r\n"));
	ck_assert_int_eq(send_signed("Basic", "dXNlcjpnZWhlaW0=").status, 200);
	ck_assert_int_eq(send_signed("Basic", "dXNlcjpnZWhlaW0=").status, 200);
	check_refused(send_signed("Basic", "dXNlcjpmYWxzY2g="),
		      "the user or the password is wrong");
	check_refused(send_signed("Basic", "bm9ib2R5OmdlaGVpbQ=="),
		      "the user or the password is wrong");
	check_refused(send_signed("WCS", "00112233445566778899aabbccddeeff"),
		      "the scheme Basic");
	check_no_secret_is_logged(secrets);
	/* Credentials in the URL, as a person would write them. */
	snprintf(command, sizeof command,
		 "curl -s -o /dev/null -w '%%{http_code}' -d '{}' -H "
		 "'Content-Type: application/json' "
		 "http://user:geheim@127.0.0.1:%d" CALL,
		 web_port());
	ck_assert_str_eq(output_of(command), "200");
	/* A client that sends them only when it is asked to. */
	snprintf(command, sizeof command,
		 "curl -s -o /dev/null -w '%%{http_code} %%{num_connects}' "
		 "--anyauth -u user:geheim -d '{}' -H "
		 "'Content-Type: application/json' http://127.0.0.1:%d" CALL,
		 web_port());
	ck_assert_str_eq(output_of(command), "200 1");
}

TEST(a_peer_that_is_not_trusted_is_refused)
{
	web_configure("trusted = 10.0.0.0/8, ::1\n");
	check_soon(NULL, 403);
	check_refused(send_with(NULL), "none of the networks of trusted");
	ck_assert_ptr_nonnull(strstr(web_journal(), "\"rule\":\"trusted\""));
	ck_assert_uint_eq(count_of(web_journal(), "\"rule\":\"trusted\""),
			  count_of(web_journal(), "\"bytes\":18}"));
	web_configure("trusted = 10.0.0.0/8 127.0.0.1\n");
	check_soon(NULL, 200);
}

/* Runs one program as CGI with more variables; returns its output. */
static char *
run_once(const char *variables)
{
	char command[3 * PATH_MAX];

	snprintf(command, sizeof command,
		 "printf '%%s' '%s' | env -u REMOTE_ADDR ECHOAPP_CONF=%s/"
		 "echoapp.conf REQUEST_METHOD=POST CONTENT_LENGTH=%zu %s "
		 "%s/call.fcgi",
		 BODY, web_dir(), strlen(BODY), variables, web_programs());
	return output_of(command);
}

TEST(a_program_run_by_hand_needs_a_trusted_remote_addr)
{
	web_configure("trusted = 127.0.0.1 ::1\n");
	ck_assert_ptr_nonnull(strstr(run_once(""), "Status: 403"));
	ck_assert_ptr_nonnull(
	    strstr(run_once("REMOTE_ADDR="), "add REMOTE_ADDR=127.0.0.1"));
	ck_assert_ptr_nonnull(
	    strstr(run_once("REMOTE_ADDR=::1"), "Status: 200"));
	ck_assert_ptr_nonnull(
	    strstr(run_once("REMOTE_ADDR=::ffff:127.0.0.1"), "Status: 200"));
	ck_assert_ptr_nonnull(
	    strstr(run_once("REMOTE_ADDR=::2"), "Status: 403"));
	web_configure("");
	ck_assert_ptr_nonnull(strstr(run_once(""), "Status: 200"));
}

TEST(the_authorization_is_read_from_apaches_redirect_variable)
{
	char variables[256], *hex;

	require_signatures();
	hex = signature(FIRST);
	snprintf(variables, sizeof variables,
		 "REDIRECT_HTTP_AUTHORIZATION='WCS %s'", hex);
	ck_assert_ptr_nonnull(strstr(run_once(variables), "Status: 200"));
	snprintf(variables, sizeof variables,
		 "HTTP_AUTHORIZATION='WCS 00' "
		 "REDIRECT_HTTP_AUTHORIZATION='WCS %s'",
		 hex);
	ck_assert_ptr_nonnull(strstr(run_once(variables), "Status: 403"));
	ck_assert_ptr_nonnull(strstr(run_once(""), "Status: 403"));
}
