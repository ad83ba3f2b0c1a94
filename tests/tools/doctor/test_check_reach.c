/* echoappctl doctor names the reason if a server cannot be reached. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "support/doctor_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/web_server.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(a_closed_port_is_named)
{
	char url[64];
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	r = doctor_run(url, NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "port"),
				     "FAIL 127.0.0.1 refuses the connection"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "mirror"), "SKIP no server answers"));
	/* The files are checked, because they may be the reason. */
	ck_assert_ptr_null(strstr(doctor_run_findings(r, "conf"), "SKIP"));
}

TEST(an_unknown_host_is_named)
{
	struct outcome r =
	    doctor_run("http://nobody.invalid:9091/EchoApp", NULL);

	ck_assert_str_eq(doctor_run_troubles(r), "port:FAIL");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "port"),
				     "FAIL the host name "
				     "\"nobody.invalid\" is unknown"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "modes"), "SKIP EchoApp's files"));
}

TEST(a_silent_port_is_named)
{
	struct outcome r =
	    doctor_run(fake_server_deaf(), "--timeout", "0.5", NULL);

	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "port"),
				     "FAIL 127.0.0.1 does not answer at all: a "
				     "firewall"));
	/* play reports the same in words like those of WCS. */
	r = ctl_run("play", "connect", "--timeout", "0.3", "--url",
		    fake_server_deaf(), NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.out, "no answer: connect timed out;"));
}

/* TLS to a server without TLS: it closes, or waits for the end of a line. */
TEST(http_and_https_are_distinguished)
{
	static const unsigned patience[] = { 100, 0 };
	size_t i;

	for (i = 0; i < 2; i++) {
		char https[80];
		struct outcome r;

		fake_server_patience(patience[i]);
		snprintf(https, sizeof https, "https%s",
			 fake_server_start(&(struct fake_response){ 0 }) + 4);
		r = doctor_run(https, "--timeout", "0.5", NULL);
		ck_assert_ptr_nonnull(
		    strstr(doctor_run_findings(r, "port"),
			   "FAIL the server does not speak TLS: "));
		ck_assert_ptr_nonnull(strstr(r.out, "http or https"));
	}
}

TEST(an_unknown_certificate_is_named)
{
	char said[1024], url[64];
	const int port = web_free_port();
	struct outcome r;
	pid_t pid;

	ck_assert_int_eq(run_shell("openssl req -x509 -newkey rsa:2048 -nodes "
				   "-keyout key -out crt -days 2 -subj "
				   "/CN=localhost 2>&1",
				   said, sizeof said),
			 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char at[16];

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
		snprintf(at, sizeof at, "%d", port);
		execlp("openssl", "openssl", "s_server", "-quiet", "-accept",
		       at, "-cert", "crt", "-key", "key", (char *)NULL);
		_exit(127);
	}
	snprintf(said, sizeof said,
		 "timeout 20 bash -c 'until (: </dev/tcp/127.0.0.1/%d) "
		 "2>/dev/null; do sleep .05; done'",
		 port);
	output_of(said);
	snprintf(url, sizeof url, "https://127.0.0.1:%d/EchoApp", port);
	r = doctor_run(url, NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "port"),
				     "FAIL TLS: SSL certificate problem: "
				     "self-signed certificate"));
	ck_assert_ptr_nonnull(strstr(r.out, "update-ca-certificates"));
}

TEST(text_of_the_server_is_escaped_for_terminals)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = "{\"\\u001b[2J\xe2\x80\xae\":1,\"restClientConfig\":{"
			  "\"\\u001b]0;x\\u0007\":{\"restPolicy\":\"\x7f\"}},"
			  "\"custom\":{\"big\":\"\xe2\x80\xae\"}}" },
		{ .hook = "call",
		  .status = 302,
		  .type = "text/\x1b[31m\r\nLocation: /\x1b[2J" },
		{ .hook = "hold", .type = "text/\x1b[31m" },
		{ .hook = "hangup",
		  .status = 403,
		  .body = "{\"reason\":\"\\u001b[2J\\u202e\"}" },
		{ 0 },
	};
	const char *url = fake_server_start(rows), *at;
	const char *arguments[] = { "doctor", "--quick", url, NULL, NULL };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct outcome r = ctl_run_bare(arguments);

		for (at = r.out; *at; at++)
			ck_assert(*at == '\n' ||
				  ((unsigned char)*at >= ' ' && *at != 0x7f));
		ck_assert_ptr_null(strstr(r.out, "\xe2\x80\xae"));
		arguments[3] = "--json";
	}
}

TEST(text_output_has_the_fault_the_reason_and_the_fix)
{
	const struct fake_response rows[] = { { .type = "text/html" }, { 0 } };
	const char *arguments[] = { "doctor", "--quick",
				    fake_server_start(rows), NULL };
	struct outcome r = ctl_run_bare(arguments);

	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(
	    strstr(r.out, "FAIL  media type    answer, Answer, "));
	ck_assert_ptr_nonnull(
	    strstr(r.out, " more: Content-Type: text/html\n      why:        "
			  "  WCS cannot read"));
	ck_assert_ptr_nonnull(
	    strstr(r.out, "\n      fix:          Content-Type: application/"
			  "json"));
	ck_assert_ptr_nonnull(strstr(r.out, ", 1 failure, "));
}

TEST(a_wrong_argument_is_named)
{
	static const char *const wrong[][2] = {
		{ "ftp://x", "\"ftp://x\" is not a URL such as" },
		{ "--silence=long", "\"long\" is not a number from 0" },
		{ "--set=x", "\"x\" is not NAME=VALUE" },
		{ "--set=sessionId=1", "set another member" },
		{ "--sign=none", "read none: No such file" },
		{ "--password=p", "--password goes with --user" },
	};
	size_t i;

	for (i = 0; i < ROWS(wrong); i++) {
		struct outcome r = ctl_run("doctor", wrong[i][0], NULL);

		ck_assert_int_eq(r.code, 2);
		ck_assert_msg(strstr(r.err, wrong[i][1]) != NULL, "%s", r.err);
		ck_assert_str_eq(r.out, "");
	}
}
