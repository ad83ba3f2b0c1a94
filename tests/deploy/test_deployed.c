/*
 * The same tests for each web server with its configuration of deploy/.
 * TEST_SERVER names the server.
 */

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bodies.h"
#include "page.h"
#include "server_variables.h"
#include "silence.h"
#include "support/captured_flows.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/url_spellings.h"
#include "support/web_server.h"
#include "upgrade.h"

#define STATE "state_dir = state\n"
#define SECRET "f1rst-s3cret"

/* On a shared host the operator cannot configure the server. */
static bool
is_shared(void)
{
	return strcmp(getenv("TEST_SERVER"), "apache-cgi") == 0;
}

/* Can the operator configure the server, and do its programs keep running? */
static bool
is_dedicated(void)
{
	return !is_shared();
}

/* mod_fcgid holds a response back while it is written. */
static bool
is_fcgid(void)
{
	return strcmp(getenv("TEST_SERVER"), "apache-fcgid") == 0;
}

static bool
is_streaming(void)
{
	return is_dedicated() && !is_fcgid();
}

/* The idle time begins here and lasts while the other tests run. */
static void
start(void)
{
	ck_assert_ptr_nonnull(getenv("TEST_SERVER"));
	web_start_with(STATE);
	silence_begin();
}

const struct test_setup test_setup = {
	.before_all = start,
	.after_all = web_stop,
};

TEST(the_flows_of_wcs_are_answered_on_one_connection_each)
{
	flow_play(flow_connection, true);
	flow_play(flow_call, true);
	flow_play(flow_messages, true);
	ck_assert_ptr_null(strstr(web_journal(), "\"secret\""));
}

TEST(every_hook_is_reached_in_every_spelling)
{
	url_spellings_check_all();
}

TEST(an_alias_reaches_the_same_program)
{
	url_spellings_check_aliases();
}

TEST(an_unknown_hook_is_mirrored_under_its_own_name)
{
	static const struct spelled_url ways[] = {
		{ "/EchoApp/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/NeverHeardOf?call", "NeverHeardOf" },
		{ "/EchoApp/neverHeardOf/", "neverHeardOf" },
		{ "/apps/EchoApp/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/call/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/call.fcgi", "call.fcgi" },
		{ "/EchoApp/xcall", "xcall" },
		{ "/EchoApp/callx", "callx" },
		{ "/EchoApp/index.html", "index.html" },
	};

	url_spellings_check(ways, ROWS(ways), true);
}

/* CGI passes a query without = as arguments of the program. */
TEST(a_query_is_not_read_as_arguments)
{
	static const char *const paths[] = {
		"/EchoApp/call?--fold+evil+1+1+1+1+1",
		"/EchoApp/call?echoapp-fold+evil+1+1+1+1+1",
		"/EchoApp/call?evil+1+1+1+1+1",
		"/EchoApp/call?--help",
	};
	size_t i;

	for (i = 0; i < ROWS(paths); i++) {
		struct response g = web_post(paths[i], "{ \"a\":1}");

		ck_assert_msg(g.status == 200, "%s: %d", paths[i], g.status);
		ck_assert_str_eq(g.body, "{ \"a\":1}");
	}
}

TEST(other_paths_are_not_hooks)
{
	static const char *const paths[] = {
		"/",
		"/call",
		"/Other/call",
		"/EchoAppX/call",
		"/xEchoApp/call",
		"/apps/Other/call",
		"/call.fcgi",
		"/echoapp_call",
		"/call?/EchoApp/call",
	};
	size_t before = web_whole_lines(), i;

	for (i = 0; i < ROWS(paths); i++) {
		struct response g = web_post(paths[i], "{}");

		ck_assert_msg(g.status >= 400 || strcmp(paths[i], "/") == 0,
			      "%s: %d", paths[i], g.status);
	}
	ck_assert_uint_eq(web_whole_lines(), before);
}

static struct response
open_in_browser(const char *path)
{
	struct client *c = client_new();
	struct response g = client_send(c, "GET", path, NULL, "", 0);

	client_free(c);
	return g;
}

/* On a shared host there is no page. */
TEST_IF(is_dedicated, a_browser_at_a_base_path_is_sent_to_the_page)
{
	static const char *const paths[] = { "/EchoApp", "/apps/EchoApp" };
	size_t i;

	for (i = 0; i < ROWS(paths); i++) {
		struct response g = open_in_browser(paths[i]);

		ck_assert_msg(g.status == 302, "%s: %d", paths[i], g.status);
		ck_assert_msg(strstr(g.head, "ocation: ") != NULL &&
				  strstr(g.head, "EchoApp") == NULL,
			      "%s", g.head);
		g = web_post(paths[i], "{}");
		ck_assert_msg(g.status >= 400, "%s: %d", paths[i], g.status);
	}
	ck_assert_ptr_nonnull(strstr(open_in_browser("/EchoApp/").body,
				     "a hook must be a POST request"));
}

TEST(an_accepted_body_is_returned_byte_by_byte)
{
	static const char *const bodies[] = {
		"{}",
		" \t\r\n{ }\r\n\t ",
		"{\n  \"b\" : [ 1 , 2,\t3 ],\r\n  \"a\" : { }\n}\n",
		"{\"a\":\"\\u00e9\\u20AC\\ud83d\\ude00\\/\\\"\\\\\"}",
		"{\"a\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"}",
		"{\"a\":1,\"a\":2}",
		"{\"a\":12345678901234567890123,\"b\":1.00,\"c\":-0}",
	};
	char length[64];
	size_t i;

	for (i = 0; i < ROWS(bodies); i++) {
		struct response g = web_post("/EchoApp/call", bodies[i]);

		ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
		ck_assert_str_eq(g.type, "application/json");
		ck_assert_str_eq(g.body, bodies[i]);
		snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n",
			 strlen(bodies[i]));
		ck_assert_msg(strstr(g.head, length) != NULL, "%s", g.head);
	}
}

static void
check_refusal(struct response g, int status, const char *words)
{
	char begin[64];

	snprintf(begin, sizeof begin, "{\"status\":%d,\"reason\":\"", status);
	ck_assert_msg(g.status == status, "%d, not %d: %s%s", g.status, status,
		      g.error ? g.error : "", g.body);
	ck_assert_str_eq(g.type, "application/json");
	ck_assert_msg(strncmp(g.body, begin, strlen(begin)) == 0, "%s", g.body);
	ck_assert_msg(strstr(g.body, words) != NULL, "%s: %s", words, g.body);
}

TEST_LOOP(body_max_is_the_longest_body, KINDS)
{
	struct response g = send_long(MIB, kinds[_i]);

	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	check_refusal(send_long(MIB + 1, kinds[_i]), 413, "1048576");
}

/* Settings apply within two seconds. */
static void
wait_for_status(int status, struct response (*ask)(void))
{
	double end = seconds_now() + 5;
	struct response g;

	while ((g = ask()).status != status) {
		ck_assert_msg(seconds_now() < end, "%d, not %d: %s", g.status,
			      status, g.body);
		usleep(50000);
	}
}

static struct response
send_two_mib(void)
{
	return send_long(2 * MIB, kinds[0]);
}

TEST(the_servers_own_limit_sits_just_above_body_max)
{
	struct response g = send_long(MIB + 1025, kinds[0]);

	ck_assert_msg(g.status == 413, "%d %.200s", g.status, g.body);
	ck_assert_str_ne(g.type, "application/json");
	web_configure(STATE "body_max = 2M\n");
	usleep(2500000);
	g = send_two_mib();
	ck_assert_msg(g.status == 413, "%d %.200s", g.status, g.body);
	ck_assert_str_ne(g.type, "application/json");
	web_configure(STATE);
	usleep(2500000);
}

TEST(refusals_are_json)
{
	static const char *const form[] = {
		"Content-Type: application/x-www-form-urlencoded", NULL
	};
	static const char *const verbs[] = { "GET", "PUT", "DELETE", "PATCH" };
	struct client *c = client_new();
	size_t i;

	for (i = 0; i < ROWS(verbs); i++) {
		struct response g =
		    client_send(c, verbs[i], "/EchoApp/call", kinds[0],
				strcmp(verbs[i], "GET") ? "{}" : NULL, 2);

		check_refusal(g, 405, "POST");
		ck_assert_ptr_nonnull(strstr(g.head, "\r\nAllow: POST\r\n"));
	}
	check_refusal(client_send(c, "POST", "/EchoApp/call", form, "{}", 2),
		      415, "application/json");
	check_refusal(web_post("/EchoApp/call", "{\"a\":}"), 400, "byte 5");
	check_refusal(web_post("/EchoApp/call", ""), 400, "byte 0");
	check_refusal(web_post("/EchoApp/foo", "[]"), 400, "byte 0");
	client_free(c);
}

#define BODY "{\"callee\":\"10002\"}"

static struct response
send_with(const char *authorization)
{
	return web_post_with("/EchoApp/call", BODY, authorization);
}

static struct response
send_unsigned(void)
{
	return send_with(NULL);
}

/* The programs run as the owner of the directory. */
static void
write_secrets(void)
{
	char path[PATH_MAX + 16];
	struct stat st;

	snprintf(path, sizeof path, "%s/secrets", web_dir());
	write_file(path, SECRET "\n");
	ck_assert_int_eq(chmod(path, 0600), 0);
	ck_assert_int_eq(stat(web_dir(), &st), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(chown(path, st.st_uid, st.st_gid), 0);
}

TEST(a_hook_of_a_web_page_is_refused)
{
	check_refusal(
	    web_post_with("/EchoApp/call", "{}", "Origin: http://evil.example"),
	    403, "allowed_origins");
	web_configure(STATE "hook_hosts = hooks.example\n");
	usleep(2500000);
	check_refusal(
	    web_post_with("/EchoApp/call", "{}", "Host: evil.example:9091"),
	    403, "hook_hosts");
	ck_assert_int_eq(
	    web_post_with("/EchoApp/call", "{}", "Host: hooks.example:9091")
		.status,
	    200);
	web_configure(STATE);
	usleep(2500000);
}

TEST(the_authorization_header_reaches_the_program)
{
	char *hex = output_of("printf '%s' '" BODY
			      "' | openssl dgst -md5 -hmac '" SECRET
			      "' | sed 's/.*= //' | tr -d '\\n'");
	char header[128];
	struct response g;

	write_secrets();
	web_configure(STATE "auth = hmac\nsecret_file = secrets\n");
	wait_for_status(403, send_unsigned);
	check_refusal(send_unsigned(), 403, "no Authorization header");
	check_refusal(send_with("Authorization: WCS "
				"0123456789abcdef0123456789abcdef"),
		      403, "does not match the body");
	snprintf(header, sizeof header, "Authorization: WCS %s", hex);
	g = send_with(header);
	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	ck_assert_str_eq(g.body, BODY);
	web_configure(STATE);
	wait_for_status(200, send_unsigned);
}

/* If a program accepted one connection only, the others would wait. */
TEST(parallel_hooks_are_answered)
{
	struct load_client l = {
		.clients = 8,
		.hooks = is_shared() ? 50 : 400,
		.only = "/EchoApp/sendMessage",
	};
	double begin = seconds_now();

	load_client_run(&l);
	ck_assert_msg(l.answered == l.sent, "%s", l.trouble);
	ck_assert_msg(seconds_now() - begin < 30, "%f s",
		      seconds_now() - begin);
}

TEST(a_program_gets_its_variables_and_strangers_see_no_page)
{
	server_variables_start("");
	server_variables_check();
	if (!is_shared())
		page_is_hidden();
	/* Hooks are refused by echoapp.conf alone, not by the web server. */
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	web_stop();
}

TEST(the_largest_body_max_works_once_the_servers_limit_is_raised)
{
	struct response g;

	setenv("PLANT",
	       "s/= 1025$/= 65537/; s/ 1025k;/ 65537k;/; "
	       "s/1049600/67109888/; s/1050624/67110912/",
	       1);
	web_start_with(STATE "body_max = 64M\n");
	g = send_long(64 * MIB, kinds[0]);
	ck_assert_msg(g.status == 200, "%d %.200s", g.status, g.body);
	g = send_long(64 * MIB + 2048, kinds[0]);
	ck_assert_msg(g.status == 413, "%d %.200s", g.status, g.body);
	ck_assert_str_ne(g.type, "application/json");
	/* Then the program drops what is longer. */
	web_configure(STATE);
	wait_for_status(413, send_two_mib);
	check_refusal(send_long(50 * MIB, kinds[0]), 413, "1048576");
	web_stop();
}

/* A prefix is one line of the configuration. */
TEST(under_a_prefix_hooks_work_and_the_old_paths_do_not)
{
	struct response g;

	server_variables_start("/voip");
	server_variables_check();
	g = web_post("/voip/EchoApp/CALLSTATUSEVENT", "{ }");
	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	ck_assert_str_eq(g.body, "{ }");
	ck_assert_int_ge(web_post("/EchoApp/call", "{}").status, 400);
	ck_assert_int_ge(web_post("/voip/call", "{}").status, 400);
	if (!is_shared())
		page_is_hidden();
	web_stop();
}

TEST_IF(is_dedicated, this_machine_may_see_the_page)
{
	page_is_seen();
}

TEST_IF(is_dedicated, this_machine_may_read_status_and_metrics)
{
	page_status_is_answered();
}

TEST_IF(is_streaming, an_open_page_is_told_of_a_change_at_once)
{
	page_is_told_of_changes();
}

TEST_IF(is_fcgid, an_open_page_takes_no_process_of_mod_fcgid)
{
	page_is_not_told_of_changes();
}

TEST_IF(is_dedicated, programs_are_replaced_under_load_and_no_hook_is_lost)
{
	struct load_client l = { .clients = 8, .hooks = LOAD_HOOKS };
	/* Other tests recorded hooks with the same ids. */
	size_t before = load_recorded().lines;
	int round;

	load_start(&l);
	for (round = 0; round < 3; round++) {
		usleep(300000);
		upgrade();
		upgrade_check();
	}
	load_stop(&l);
	ck_assert_msg(l.again == 0, "%u of %u: %s", l.again, l.sent, l.trouble);
	ck_assert_uint_gt(l.answered, 0);
	ck_assert_uint_eq(load_recorded().missing, 0);
	ck_assert_uint_eq(load_recorded().lines, before + l.answered);
}

/* Send a part of a body, as a client with a very slow line does. */
static void
send_slowly(int *slow, size_t count)
{
	static const char head[] = "POST /EchoApp/call HTTP/1.1\r\n"
				   "Host: localhost\r\n"
				   "Content-Type: application/json\r\n"
				   "Content-Length: 1000000\r\n\r\n{";
	size_t i;

	for (i = 0; i < count; i++) {
		if (slow[i] == 0) {
			slow[i] = web_connect();
			send(slow[i], head, sizeof head - 1, MSG_NOSIGNAL);
		}
		send(slow[i], " ", 1, MSG_NOSIGNAL);
	}
}

TEST_IF(is_dedicated, slow_clients_delay_nobody)
{
	struct load_client l = {
		.clients = 2,
		.hooks = 100,
		.only = "/EchoApp/call",
	};
	double begin = seconds_now();
	int slow[12] = { 0 };
	size_t i;

	for (i = 0; i < 4; i++) {
		send_slowly(slow, ROWS(slow));
		usleep(200000);
		load_client_run(&l);
		ck_assert_msg(l.answered == 200, "%u: %s", l.answered,
			      l.trouble);
	}
	ck_assert(seconds_now() - begin < 20);
	for (i = 0; i < ROWS(slow); i++)
		close(slow[i]);
}

/* The default is 1000 for lighttpd and nginx, 100 for Apache. */
TEST_IF(is_dedicated, one_connection_takes_1100_hooks)
{
	struct client *c = client_new();
	int i;

	for (i = 0; i < 1100; i++) {
		struct response g = client_post(c, "/EchoApp/call", "{}", 2);

		ck_assert_int_eq(g.status, 200);
		ck_assert_int_eq(g.connects, i == 0);
	}
	client_free(c);
}

/* Reads the configuration, because the test cannot wait that long. */
TEST_IF(is_dedicated, the_configuration_keeps_idle_connections_for_five_minutes)
{
	static const char *const lines[] = {
		"server.max-keep-alive-idle     = 300\n",
		"KeepAliveTimeout 300\n",
		"keepalive_timeout  300s;\n",
	};
	char path[PATH_MAX + 32], *text;
	size_t i, n = 0;

	snprintf(path, sizeof path, "%s/server/echoapp.conf", web_dir());
	text = harness_read_file(path, NULL);
	for (i = 0; i < ROWS(lines); i++)
		n += count_of(text, lines[i]);
	ck_assert_uint_eq(n, 1);
}

TEST_IF(is_dedicated, an_idle_connection_is_used_again)
{
	silence_break();
}

/* mod_fcgid kills all programs on a reload, so that waiting requests fail. */
static bool
loses_waiting_requests(void)
{
	return strcmp(getenv("TEST_SERVER"), "apache-fcgid") == 0;
}

/*
 * The steps of an upgrade by an operator, while calls go on.  This is the last
 * test, because it ends the idle connection.
 */
TEST_IF(is_dedicated, programs_and_server_are_reloaded_and_play_sees_no_error)
{
	const char *tool = getenv("TEST_TOOL");
	char command[PATH_MAX + 256], said[4096];
	FILE *play;
	size_t n;
	int round;

	snprintf(command, sizeof command,
		 "%s play call --speed 4 --rate 20 --duration 5 --json "
		 "--url http://127.0.0.1:%d/EchoApp 2>&1",
		 tool ? tool : source_path("tools/echoappctl"), web_port());
	play = popen(command, "r");
	ck_assert_ptr_nonnull(play);
	for (round = 0; round < 2; round++) {
		sleep(1);
		upgrade();
		sleep(1);
		if (!loses_waiting_requests())
			kill(web_pid(), SIGHUP);
	}
	n = fread(said, 1, sizeof said - 1, play);
	said[n] = '\0';
	ck_assert_msg(pclose(play) == 0, "%s", said);
	ck_assert_msg(strstr(said, "\"errors\":0,") != NULL, "%s", said);
}
