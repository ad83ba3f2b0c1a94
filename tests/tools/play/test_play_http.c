/* Hooks are sent as in captures of WCS (PROTOCOL.md, Transport). */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/json_lines.h"

/* Field `n` of a line of the fake server's requests. */
static char *
field(const char *line, unsigned n)
{
	size_t len;

	for (; n > 0; n--)
		line = strchr(line, '\t') + 1;
	len = strcspn(line, "\t\n");
	return strndup(line, len);
}

static const char one[] =
    "{\"steps\":[{\"hook\":\"connect\",\"body\":{\"a\" : [ 1, 2 ], "
    "\"b\":\"x y\"}}]}";

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(a_hook_has_the_headers_of_a_captured_hook)
{
	static const char *const wanted[] = {
		"Accept: application/json, application/*+json|",
		"Content-Type: application/json;charset=UTF-8|",
		"User-Agent: Java/1.8.0_111|",
		"Connection: keep-alive|",
		"Host: 127.0.0.1:",
	};
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	char *head, length[64];
	size_t i;

	write_file("one.json", one);
	ctl_output(ctl_run("play", "./one.json", "--url", url, NULL));
	head = field(fake_server_requests(), 2);
	for (i = 0; i < ROWS(wanted); i++)
		ck_assert_msg(strstr(head, wanted[i]) != NULL, "%s", head);
	snprintf(length, sizeof length, "Content-Length: %zu|",
		 strlen(field(fake_server_requests(), 3)));
	ck_assert_msg(strstr(head, length) != NULL, "%s", head);
	/* There are no other headers. */
	ck_assert_uint_eq(count_of(head, "|"), 7);
}

/* Waits until a process that was started has sent its first hook. */
static const char *
arguments_of(pid_t pid)
{
	static char text[4096];
	const double end = seconds_now() + 20;
	char path[64];
	size_t i, n;
	FILE *f;

	while (!fake_server_requests()[0] && seconds_now() < end)
		usleep(20000);
	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	for (i = 0; i < n; i++)
		if (!text[i])
			text[i] = ' ';
	text[n] = '\0';
	return text;
}

TEST(secrets_are_not_in_the_arguments_that_other_users_see)
{
	const char *url =
	    fake_server_start(&(struct fake_response){ .does = STALLS });
	char *with_user;
	const char *seen;
	pid_t pid;

	write_file("one.json", one);
	ck_assert_int_ge(asprintf(&with_user, "http://me:hunter1@%s",
				  url + strlen("http://")),
			 0);
	pid = ctl_start("out", "play", "./one.json", "--url", with_user,
			"--user=me", "--password", "hunter2", "--set",
			"app=hunter3", "--set=node=hunter4", NULL);
	seen = arguments_of(pid);
	ctl_stop(pid, SIGTERM);
	ck_assert_msg(strstr(seen, "one.json") != NULL, "%s", seen);
	ck_assert_msg(strstr(seen, "app=*******") != NULL, "%s", seen);
	ck_assert_msg(strstr(seen, "hunter") == NULL, "%s", seen);
	/* Basic me:hunter2 */
	ck_assert_ptr_nonnull(strstr(fake_server_requests(),
				     "Authorization: Basic bWU6aHVudGVyMg=="));
}

TEST(a_password_is_read_from_a_file)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });

	write_file("one.json", one);
	write_file("password", "hunter2\nnot this\n");
	ctl_output(ctl_run("play", "./one.json", "--url", url, "--user", "me",
			   "--password-file", "password", NULL));
	ck_assert_ptr_nonnull(strstr(fake_server_requests(),
				     "Authorization: Basic bWU6aHVudGVyMg=="));
}

TEST(a_body_is_compact_json_with_the_context_first)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	const char *body;

	write_file("one.json", one);
	ctl_output(ctl_run("play", "./one.json", "--url", url, "--set",
			   "node=N", "--set", "session=S", "--set", "app=A",
			   NULL));
	body = field(fake_server_requests(), 3);
	ck_assert_str_eq(body,
			 "{\"nodeId\":\"N\",\"appKey\":\"A\","
			 "\"sessionId\":\"S\",\"a\":[1,2],\"b\":\"x y\"}");
	ck_assert_str_eq(field(fake_server_requests(), 1), "/EchoApp/connect");
}

TEST(a_session_uses_one_connection_until_a_step_opens_another)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	const char *line;

	ctl_output(
	    ctl_run("play", "messages", "--speed", "0", "--url", url, NULL));
	for (line = fake_server_requests(); *line;
	     line = strchr(line, '\n') + 1)
		ck_assert_str_eq(field(line, 0),
				 strcasestr(field(line, 1), "message") ? "2"
								       : "1");
}

/* HMAC by RFC 2104, in another language. */
static const char hmac[] =
    "use Digest::MD5 qw(md5 md5_hex);"
    "my ($k, $m) = @ARGV; $k = md5($k) if length $k > 64;"
    "$k .= \"\\0\" x (64 - length $k);"
    "print md5_hex(($k ^ (\"\\x5c\" x 64)) . md5(($k ^ (\"\\x36\" x 64)) . "
    "$m));";

TEST(a_signature_is_the_hmac_md5_of_the_bytes_sent)
{
	static const char *const keys[] = {
		"1234567890",
		"k",
		/* Longer than a block, so HMAC hashes the key first. */
		("a key of more than sixty-four bytes, with which HMAC does "
		 "something else"),
	};
	size_t i;

	write_file("hmac.pl", hmac);
	write_file("one.json", one);
	for (i = 0; i < ROWS(keys); i++) {
		const char *url =
		    fake_server_start(&(struct fake_response){ 0 });
		char *command, wanted[64], *head, header[128], file[256];

		snprintf(file, sizeof file, "%s\r\nnot the key\n", keys[i]);
		write_file("key", file);
		ctl_output(ctl_run("play", "./one.json", "--sign", "key",
				   "--url", url, NULL));
		head = field(fake_server_requests(), 2);
		ck_assert_int_gt(asprintf(&command, "perl hmac.pl '%s' '%s'",
					  keys[i],
					  field(fake_server_requests(), 3)),
				 0);
		ck_assert_int_eq(run_shell(command, wanted, sizeof wanted), 0);
		snprintf(header, sizeof header, "Authorization: WCS %s|",
			 wanted);
		ck_assert_msg(strstr(head, header) != NULL, "%s: %s", header,
			      head);
	}
}

TEST(basic_authentication_is_sent_when_asked_for)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });

	write_file("one.json", one);
	ctl_output(ctl_run("play", "./one.json", "--user", "Aladdin",
			   "--password", "open sesame", "--url", url, NULL));
	/* The example of RFC 7617. */
	ck_assert_ptr_nonnull(strstr(fake_server_requests(),
				     "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==|"));
}

/* The environment names proxies that do not exist. */
static void
name_proxies(void)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY",
					     "all_proxy", "ALL_PROXY" };
	size_t i;

	for (i = 0; i < ROWS(names); i++)
		setenv(names[i], "http://127.0.0.1:1", 1);
	unsetenv("no_proxy");
}

TEST(a_proxy_of_the_environment_is_not_used)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });

	name_proxies();
	write_file("one.json", one);
	ctl_output(ctl_run("play", "./one.json", "--url", url, NULL));
	ck_assert_str_eq(fake_server_hooks(), "connect");
}

/* Compares all but the connection and curl's own headers. */
static char *
essence(const char *line)
{
	char *text, *proof = strstr(field(line, 2), "Authorization: ");

	ck_assert_ptr_nonnull(proof);
	*strchr(proof, '|') = '\0';
	ck_assert_int_ge(
	    asprintf(&text, "%s %s %s", field(line, 1), proof, field(line, 3)),
	    0);
	return text;
}

TEST(printed_curl_commands_have_the_same_proof)
{
	static const char *const proofs[][4] = {
		{ "--sign", "key" },
		{ "--user", "o'b\"r", "--password", "p:'$x`y \xc3\xa9" },
	};
	char at[128], output[1024], *played;
	size_t i;

	name_proxies();
	write_file("key", "it's \"$HOME\"\n");
	write_file("it.json",
		   "{\"steps\":[{\"hook\":\"call\",\"body\":{\"callee\":"
		   "\"it's \\\"$HOME\\\" `id` ! \xf0\x9f\x98\x80\"}}]}");
	for (i = 0; i < 2; i++) {
		const char *const *p = proofs[i];

		snprintf(at, sizeof at, "%s/{a,b}/[1-2]/../it's",
			 fake_server_start(&(struct fake_response){ 0 }));
		ctl_output(ctl_run("play", "./it.json", "--seed", "1", "--url",
				   at, p[0], p[1], p[2], p[3], NULL));
		played = essence(fake_server_requests());
		write_file("paste.sh",
			   ctl_output(ctl_run("play", "./it.json", "--seed",
					      "1", "--url", at, "--curl", p[0],
					      p[1], p[2], p[3], NULL)));
		ck_assert_int_eq(
		    run_shell("sh paste.sh 2>&1", output, sizeof output), 0);
		ck_assert_int_eq(strncmp(output, "200 ", 4), 0);
		ck_assert_str_eq(
		    essence(strchr(fake_server_requests(), '\n') + 1), played);
	}
}

TEST(hooks_are_spelled_as_configured)
{
	static const char *const spellings[][2] = {
		{ "captured", "sendMessage MessageStatusEvent onMessageEvent "
			      "MessageStatusEvent" },
		{ "camel", "sendMessage messageStatusEvent onMessageEvent "
			   "messageStatusEvent" },
		{ "pascal", "SendMessage MessageStatusEvent OnMessageEvent "
			    "MessageStatusEvent" },
	};
	size_t i;

	for (i = 0; i < 3; i++) {
		const char *url =
		    fake_server_start(&(struct fake_response){ 0 });
		const char *hooks;

		ctl_output(ctl_run("play", "messages", "--speed", "0", "--url",
				   url, "--spelling", spellings[i][0], NULL));
		hooks = fake_server_hooks();
		ck_assert_str_eq(strcasestr(hooks, "sendMessage"),
				 spellings[i][1]);
	}
}

TEST(a_hook_that_could_not_be_sent_is_retried_three_times)
{
	unsigned failures;

	write_file("one.json", one);
	for (failures = 1; failures <= 5; failures++) {
		const struct fake_response rows[] = {
			{ .does = CLOSES, .times = failures },
			{ 0 },
		};
		struct outcome r =
		    ctl_run("play", "./one.json", "--json", "--url",
			    fake_server_start(rows), NULL);
		struct json_object *o = json_line_of(r.out, 0);
		char tries[8];

		snprintf(tries, sizeof tries, "%u",
			 failures < 4 ? failures + 1 : 4);
		ck_assert_int_eq(r.code, failures < 4 ? 0 : 2);
		ck_assert_str_eq(json_text_of(o, "tries"), tries);
		ck_assert_uint_eq(count_lines(fake_server_requests()),
				  (size_t)atoi(tries));
	}
}

TEST(a_closed_idle_connection_costs_one_retry)
{
	const struct fake_response rows[] = {
		{ .hook = "call", .does = CLOSES },
		{ 0 },
	};
	struct outcome r;

	write_file("two.json", "{\"steps\":[{\"hook\":\"connect\"},"
			       "{\"hook\":\"call\"}]}");
	r = ctl_run("play", "./two.json", "--json", "--url",
		    fake_server_start(rows), NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_str_eq(json_text_of(json_line_of(r.out, 1), "tries"), "4");
	ck_assert_str_eq(fake_server_hooks(), "connect call call call call");
}

TEST(a_hook_with_an_incomplete_response_is_not_retried)
{
	const struct fake_response rows[] = {
		{ .does = RESETS },
		{ 0 },
	};
	struct outcome r;

	write_file("one.json", one);
	r = ctl_run("play", "./one.json", "--json", "--url",
		    fake_server_start(rows), NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_str_eq(fake_server_hooks(), "connect");
}

TEST(a_timeout_is_an_error_and_not_retried)
{
	const struct fake_response rows[] = {
		{ .hook = "call", .does = STALLS },
		{ 0 },
	};
	struct outcome r =
	    ctl_run("play", "call", "--speed", "0", "--json", "--timeout",
		    "0.3", "--url", fake_server_start(rows), NULL);

	ck_assert_int_eq(r.code, 1);
	ck_assert_uint_eq(count_of(fake_server_hooks(), " call "), 1);
	ck_assert_ptr_nonnull(strstr(r.out, "Read timed out"));
}

TEST(a_redirection_is_not_followed)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .status = 307,
		  .type = "text/html\r\nLocation: /EchoApp/call" },
		{ 0 },
	};
	struct outcome r;

	write_file("one.json", one);
	r = ctl_run("play", "./one.json", "--url", fake_server_start(rows),
		    NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_str_eq(fake_server_hooks(), "connect");
}

TEST(a_step_can_send_half_a_hook_and_disconnect)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	struct outcome r = ctl_run("play", "call", "--speed", "0", "--abort",
				   "1", "--url", url, NULL);

	ck_assert_int_eq(r.code, 0);
	ck_assert_ptr_nonnull(strstr(r.out, "goes away"));
	ck_assert_uint_eq(count_lines(r.out), 2);
	/* No complete request arrived. */
	ck_assert_str_eq(fake_server_requests(), "");
}

TEST(text_of_the_server_is_escaped_for_terminals)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = "{\"a\":\"\x7f\xe2\x80\xae\",\"\\u001b[2J\":\"\\u001b"
			  "[2J\",\"restClientConfig\":{\"\\u001b]0;x\\u0007\":"
			  "{\"restPolicy\":\"\\u001b[31m\"}}}",
		  .type = "application/json; \x1b[31m" },
		{ 0 },
	};
	static const char *const hows[] = { "--verbose", "--json" };
	size_t i;

	write_file("one.json", one);
	for (i = 0; i < 2; i++) {
		struct outcome r =
		    ctl_run("play", "./one.json", hows[i], "--url",
			    fake_server_start(rows), NULL);
		const char *at;

		for (at = r.out; *at; at++)
			ck_assert_msg(
			    *at == '\n' ||
				((unsigned char)*at >= ' ' && *at != 0x7f),
			    "%s", r.out);
		ck_assert_ptr_null(strstr(r.out, "\xe2\x80\xae"));
	}
}

TEST(a_long_response_is_cut)
{
	/* The character at the cut has two bytes. */
	struct fake_response rows[] = { { .hook = "connect" }, { 0 } };
	char body[20001], *line;
	struct outcome r;
	size_t i;

	strcpy(body, "{\"sipLogin\":\"x");
	for (i = strlen(body); i < sizeof body - 3; i += 2)
		strcpy(body + i, "\xc3\xa9");
	strcpy(body + i - 2, "\"}");
	rows[0].body = body;
	write_file("one.json", one);
	r = ctl_run("play", "./one.json", "--url", fake_server_start(rows),
		    NULL);
	line = strndup(r.out, strcspn(r.out, "\n"));
	ck_assert_uint_lt(strlen(line), 200);
	ck_assert_ptr_nonnull(strstr(line, "takes sipLogin \"x\xc3\xa9"));
	ck_assert_str_eq(line + strlen(line) - 5, "\xc3\xa9...");
	r = ctl_run("play", "./one.json", "--verbose", "--url",
		    fake_server_start(rows), NULL);
	ck_assert_ptr_nonnull(strstr(r.out, body));
}
