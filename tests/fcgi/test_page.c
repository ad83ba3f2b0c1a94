/* The page and the API behind lighttpd, and the clients that may use them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

static const char *const paths[] = {
	"/",	      "/index.html",	"/app.js",
	"/style.css", "/icon.svg",	"/vendor/chart.js",
	"/status/",   "/status/health", "/status/calls",
	"/metrics",
};

static struct response
get(const char *path)
{
	struct client *c = client_new();
	struct response g = client_send(c, "GET", path, NULL, "", 0);

	client_free(c);
	return g;
}

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
	.seconds = 60,
};

TEST(every_file_of_the_page_is_served_with_its_policy)
{
	size_t i;

	for (i = 0; i < ROWS(paths); i++) {
		struct response g = get(paths[i]);

		ck_assert_msg(g.status == 200, "%s: %d: %s", paths[i], g.status,
			      g.body);
		ck_assert_uint_gt(g.len, 0);
		ck_assert_msg(strstr(g.head, "Content-Security-Policy: "
					     "default-src 'none'; "
					     "script-src 'self'; ") != NULL,
			      "%s: %s", paths[i], g.head);
		ck_assert_ptr_null(strstr(g.head, "unsafe"));
		ck_assert_ptr_nonnull(
		    strstr(g.head, "X-Content-Type-Options: nosniff"));
	}
	ck_assert_str_eq(get("/app.js").type, "text/javascript; charset=utf-8");
	ck_assert_str_eq(get("/metrics").type,
			 "text/plain; version=0.0.4; charset=utf-8");
}

TEST(the_page_uses_no_other_host)
{
	ck_assert_ptr_null(strstr(get("/").body, "http:"));
	ck_assert_ptr_null(strstr(get("/").body, "https:"));
	ck_assert_ptr_null(strstr(get("/").body, "<style"));
	ck_assert_ptr_null(strstr(get("/").body, " style="));
	ck_assert_ptr_null(strstr(get("/").body, " onclick="));
}

TEST(a_hook_is_in_the_api_a_moment_later)
{
	struct response g;
	int tries;

	g = web_post("/EchoApp/call",
		     "{\"nodeId\":\"n\",\"sessionId\":\"s\",\"appKey\":\"a\","
		     "\"callId\":\"c/1\",\"callee\":\"10002\"}");
	ck_assert_int_eq(g.status, 200);
	for (tries = 0; tries < 200; tries++) {
		g = get("/status/calls?live=yes");
		ck_assert_int_eq(g.status, 200);
		if (strstr(g.body, "\"c/1\""))
			break;
		usleep(50000);
	}
	ck_assert_ptr_nonnull(strstr(g.body, "\"c/1\""));
	g = get("/status/calls/c%2F1");
	ck_assert_int_eq(g.status, 200);
	ck_assert_ptr_nonnull(strstr(g.body, "\"hook\":\"call\""));
}

/* A response is reused for the same query, but only briefly. */
TEST(the_answer_of_a_batch_is_soon_renewed)
{
	struct response g;
	int tries;

	for (tries = 0; tries < 20; tries++)
		g = get("/status/batch?ask=calls%2Flater");
	ck_assert_int_eq(g.status, 200);
	ck_assert_ptr_nonnull(strstr(g.body, "{\"status\":404,"));
	web_post("/EchoApp/call", "{\"nodeId\":\"n\",\"sessionId\":\"s\","
				  "\"callId\":\"later\"}");
	for (tries = 0; tries < 200; tries++) {
		g = get("/status/batch?ask=calls%2Flater");
		if (strstr(g.body, "{\"status\":200,"))
			break;
		usleep(50000);
	}
	ck_assert_ptr_nonnull(strstr(g.body, "\"hook\":\"call\""));
}

/* Opens the stream of changes; returns the connection after its head. */
static int
open_changes(char *head, size_t room)
{
	static const char ask[] = "GET /status/changes HTTP/1.1\r\n"
				  "Host: localhost\r\n\r\n";
	int fd = web_connect();
	size_t len = 0;

	ck_assert_int_eq(write(fd, ask, sizeof ask - 1), sizeof ask - 1);
	do {
		ssize_t n = read(fd, head + len, room - 1 - len);

		ck_assert_int_gt(n, 0);
		len += (size_t)n;
		head[len] = '\0';
	} while (!strstr(head, "data: open") && !strstr(head, "\"reason\""));
	return fd;
}

/*
 * More than a worker keeps open, and one that began before workers_max was
 * read.
 */
TEST(many_open_pages_block_nobody_and_the_last_are_refused)
{
	int fds[160];
	unsigned opened = 0;
	char head[4096];
	size_t i;

	web_configure("workers_max = 1\n");
	for (i = 0; i < ROWS(fds); i++) {
		fds[i] = open_changes(head, sizeof head);
		if (strstr(head, " 200 OK"))
			opened++;
		else
			ck_assert_ptr_nonnull(strstr(head, " 503 "));
		if (i % 16 == 0)
			ck_assert_int_eq(get("/status/health").status, 200);
	}
	ck_assert_uint_ge(opened, 64);
	ck_assert_uint_lt(opened, ROWS(fds));
	for (i = 0; i < ROWS(fds); i++)
		close(fds[i]);
	/* Their places become free. */
	for (i = 0; i < 200; i++) {
		int fd = open_changes(head, sizeof head);

		close(fd);
		if (strstr(head, " 200 OK"))
			break;
		usleep(50000);
	}
	ck_assert_uint_lt(i, 200);
}

/* Nobody reads what a page is told, and nobody waits for that. */
TEST(a_page_that_reads_nothing_blocks_nobody)
{
	char head[4096];
	int fd = open_changes(head, sizeof head), i;

	for (i = 0; i < 20; i++) {
		web_post("/EchoApp/ping", "{}");
		ck_assert_int_eq(get("/status/health").status, 200);
		usleep(50000);
	}
	close(fd);
}

/* The curl commands of man/echoapp.7, sent to this server. */
TEST(the_examples_of_the_manual_work)
{
	char *text = harness_read_file(source_path("man/echoapp.7"), NULL),
	     *line;
	char command[1024], said[1024];
	unsigned examples = 0;
	int tries;

	web_post("/EchoApp/call", "{\"nodeId\":\"n\",\"sessionId\":\"s\","
				  "\"callId\":\"2f1b1a40\"}");
	for (tries = 0; tries < 200; tries++) {
		if (get("/status/calls/2f1b1a40").status == 200)
			break;
		usleep(50000);
	}
	for (line = strstr(text, ".Dl curl "); line;
	     line = strstr(line + 1, ".Dl curl ")) {
		snprintf(command, sizeof command,
			 "e=\"%.*s -s -o /dev/null -w %%{http_code}\"; "
			 "eval \"$(printf %%s \"$e\" | sed s/:9091/:%d/)\"",
			 (int)strcspn(line + 4, "\n"), line + 4, web_port());
		run_shell(command, said, sizeof said);
		ck_assert_msg(strcmp(said, "200") == 0, "%s: %s", command,
			      said);
		examples++;
	}
	ck_assert_uint_ge(examples, 6);
}

TEST(no_other_file_is_served)
{
	static const char *const others[] = {
		"/../echoapp.conf",
		"/%2e%2e/echoapp.conf",
		"/vendor/chart.js/..",
		"/vendor/",
		"/vendor/chart.js/../../chart.js/chart.js",
		"/status.fcgi/../../echoapp.conf",
	};
	size_t i;

	for (i = 0; i < ROWS(others); i++) {
		char request[256], *answer;

		snprintf(request, sizeof request,
			 "GET %s HTTP/1.0\r\nHost: a\r\n\r\n", others[i]);
		answer = web_raw(request, strlen(request), NULL);
		ck_assert_msg(!strstr(answer, " 200 "), "%s: %s", others[i],
			      answer);
		ck_assert_ptr_null(strstr(answer, "state_dir"));
	}
}

/* The output of tests/fcgi/page.sh for that configuration. */
static const char *
output_of_page(const char *how)
{
	static char said[4096];
	char command[4096];

	snprintf(command, sizeof command, "unshare %s %s %s %s 2>&1",
		 getuid() == 0 ? "-n" : "-rn",
		 source_path("tests/fcgi/page.sh"), how, web_programs());
	run_shell(command, said, sizeof said);
	return said;
}

TEST(other_machines_are_refused_the_page_but_not_hooks)
{
	ck_assert_str_eq(output_of_page("remote"),
			 "192.0.2.1 / 403\n"
			 "127.0.0.1 / 200\n"
			 "192.0.2.1 /app.js 403\n"
			 "127.0.0.1 /app.js 200\n"
			 "192.0.2.1 /vendor/chart.js 403\n"
			 "127.0.0.1 /vendor/chart.js 200\n"
			 "192.0.2.1 /status/health 403\n"
			 "127.0.0.1 /status/health 200\n"
			 "192.0.2.1 /metrics 403\n"
			 "127.0.0.1 /metrics 200\n"
			 "hook 200\n");
}

TEST(the_page_may_have_a_port_of_its_own)
{
	ck_assert_str_eq(output_of_page("separate"), "9091 / 403\n"
						     "9091 /app.js 403\n"
						     "9091 /status/health 403\n"
						     "9091 /metrics 403\n"
						     "9091 hook 200\n"
						     "9092 / 200\n"
						     "9092 /app.js 200\n"
						     "9092 /status/health 200\n"
						     "9092 /metrics 200\n"
						     "9092 hook 404\n");
}

TEST(the_page_asks_for_a_password_over_tls_as_documented)
{
	ck_assert_str_eq(output_of_page("guarded"),
			 "nobody: / 401\n"
			 "me:wrong / 401\n"
			 "me:right / 200\n"
			 "nobody: /status/health 401\n"
			 "me:wrong /status/health 401\n"
			 "me:right /status/health 200\n"
			 "nobody: /metrics 401\n"
			 "me:wrong /metrics 401\n"
			 "me:right /metrics 200\n"
			 "hook 200\n"
			 "plain 000\n");
}
