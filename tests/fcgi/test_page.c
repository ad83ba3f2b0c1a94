/* The page, as the web server serves it, and to whom. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "web.h"

static const char *const paths[] = {
	"/",	      "/index.html",	"/app.js",
	"/style.css", "/icon.svg",	"/vendor/chart.js",
	"/status/",   "/status/health", "/status/calls",
	"/metrics",
};

#define PATHS (sizeof paths / sizeof *paths)

static struct got
get(const char *path)
{
	struct client *c = client_new();
	struct got g = client_send(c, "GET", path, NULL, "", 0);

	client_free(c);
	return g;
}

START_TEST(everything_of_the_page_is_served_with_its_policy)
{
	size_t i;

	for (i = 0; i < PATHS; i++) {
		struct got g = get(paths[i]);

		ck_assert_msg(g.status == 200, "%s: %ld: %s", paths[i],
			      g.status, g.body);
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
END_TEST

START_TEST(the_page_asks_nobody_else)
{
	ck_assert_ptr_null(strstr(get("/").body, "http:"));
	ck_assert_ptr_null(strstr(get("/").body, "https:"));
	ck_assert_ptr_null(strstr(get("/").body, "<style"));
	ck_assert_ptr_null(strstr(get("/").body, " style="));
	ck_assert_ptr_null(strstr(get("/").body, " onclick="));
}
END_TEST

START_TEST(a_hook_is_on_the_page_a_moment_later)
{
	struct got g;
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
END_TEST

/* Those that man/echoapp.7 shows, of this server. */
START_TEST(the_examples_of_the_manual_work)
{
	char *text = read_file(source_path("man/echoapp.7"), NULL), *line;
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
		shell(command, said, sizeof said);
		ck_assert_msg(strcmp(said, "200") == 0, "%s: %s", command,
			      said);
		examples++;
	}
	ck_assert_uint_ge(examples, 6);
}
END_TEST

START_TEST(no_other_file_is_served)
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

	for (i = 0; i < sizeof others / sizeof *others; i++) {
		char request[256], *answer;

		snprintf(request, sizeof request,
			 "GET %s HTTP/1.0\r\nHost: a\r\n\r\n", others[i]);
		answer = web_raw(request, strlen(request), NULL);
		ck_assert_msg(!strstr(answer, " 200 "), "%s: %s", others[i],
			      answer);
		ck_assert_ptr_null(strstr(answer, "state_dir"));
	}
}
END_TEST

/*
 * In a network of its own, in which this machine has the address of another;
 * $1 is what serves, $2 the programs, $3 a port.
 */
static const char elsewhere[] =
    "set -e\n"
    "ip link set lo up; ip address add 192.0.2.1/32 dev lo\n"
    ": >log\n"
    "HOST=0.0.0.0 PORT=$3 STATE_DIR=$PWD/state ECHOAPP_CONF=$PWD/conf \\\n"
    "  \"$1\" \"$2\" >log 2>&1 & server=$!\n"
    "trap 'kill $server; wait $server || :' EXIT\n"
    "until grep -q 'answers at' log; do\n"
    "  kill -0 $server || { cat log; exit 1; }; sleep 0.1\n"
    "done\n"
    "ask() {\n"
    "  curl -s -o body -w \"$1 $2 %{http_code}\\n\" http://$1:$3$2\n"
    "}\n"
    "for path in / /app.js /vendor/chart.js /status/health /metrics; do\n"
    "  ask 192.0.2.1 $path $3; ask 127.0.0.1 $path $3\n"
    "done\n"
    "curl -s -o body -w 'hook %{http_code}\\n' -d '{}' \\\n"
    "  -H 'Content-Type: application/json' http://192.0.2.1:$3/EchoApp/ping\n";

START_TEST(who_comes_from_elsewhere_is_refused_the_page_but_no_hook)
{
	static const char expected[] = "192.0.2.1 / 403\n"
				       "127.0.0.1 / 200\n"
				       "192.0.2.1 /app.js 403\n"
				       "127.0.0.1 /app.js 200\n"
				       "192.0.2.1 /vendor/chart.js 403\n"
				       "127.0.0.1 /vendor/chart.js 200\n"
				       "192.0.2.1 /status/health 403\n"
				       "127.0.0.1 /status/health 200\n"
				       "192.0.2.1 /metrics 403\n"
				       "127.0.0.1 /metrics 200\n"
				       "hook 200\n";
	char command[4096], said[4096];

	write_file("conf", "");
	write_file("elsewhere.sh", elsewhere);
	snprintf(command, sizeof command,
		 "TMPDIR=$PWD unshare %s bash elsewhere.sh %s %s %d 2>&1",
		 getuid() == 0 ? "-n" : "-rn", source_path("tools/serve.sh"),
		 web_programs(), free_port());
	shell(command, said, sizeof said);
	ck_assert_str_eq(said, expected);
}
END_TEST

/*
 * As the comments in lighttpd.conf say, in a network where both ports are
 * free; $1 is the source, $2 the programs.
 */
static const char apart[] =
    "set -e\n"
    "ip link set lo up\n"
    "mkdir -p apart/tools; cp $1/tools/serve.sh apart/tools\n"
    "ln -s $1/www $1/fcgi apart\n"
    "sed '/^#\\$SERVER\\[\"socket\"] != /,/^#\\$SERVER\\[\"socket\"] == "
    "/s/^#//\n"
    "  /^\\$HTTP\\[\"url\"] !~ /d' $1/lighttpd.conf >apart/lighttpd.conf\n"
    ": >log\n"
    "STATE_DIR=$PWD/state ECHOAPP_CONF=$PWD/conf \\\n"
    "  apart/tools/serve.sh $2 >log 2>&1 & server=$!\n"
    "trap 'kill $server; wait $server || :' EXIT\n"
    "until grep -q 'answers at' log; do\n"
    "  kill -0 $server || { cat log; exit 1; }; sleep 0.1\n"
    "done\n"
    "for port in 9091 9092; do\n"
    "  for path in / /app.js /status/health /metrics; do\n"
    "    curl -s -o body -w \"$port $path %{http_code}\\n\" \\\n"
    "      http://127.0.0.1:$port$path\n"
    "  done\n"
    "  curl -s -o body -w \"$port hook %{http_code}\\n\" -d '{}' \\\n"
    "    -H 'Content-Type: application/json' \\\n"
    "    http://127.0.0.1:$port/EchoApp/ping\n"
    "done\n";

START_TEST(the_page_may_have_a_port_of_its_own)
{
	static const char expected[] = "9091 / 403\n"
				       "9091 /app.js 403\n"
				       "9091 /status/health 403\n"
				       "9091 /metrics 403\n"
				       "9091 hook 200\n"
				       "9092 / 200\n"
				       "9092 /app.js 200\n"
				       "9092 /status/health 200\n"
				       "9092 /metrics 200\n"
				       "9092 hook 404\n";
	char command[4096], said[4096];

	write_file("conf", "");
	write_file("apart.sh", apart);
	snprintf(command, sizeof command,
		 "TMPDIR=$PWD unshare %s bash apart.sh %s %s 2>&1",
		 getuid() == 0 ? "-n" : "-rn", source_dir(), web_programs());
	shell(command, said, sizeof said);
	ck_assert_str_eq(said, expected);
}
END_TEST

void
tests(TCase *t)
{
	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, web_start, web_stop);
	tcase_add_test(t, everything_of_the_page_is_served_with_its_policy);
	tcase_add_test(t, the_page_asks_nobody_else);
	tcase_add_test(t, a_hook_is_on_the_page_a_moment_later);
	tcase_add_test(t, the_examples_of_the_manual_work);
	tcase_add_test(t, no_other_file_is_served);
	tcase_add_test(
	    t, who_comes_from_elsewhere_is_refused_the_page_but_no_hook);
	tcase_add_test(t, the_page_may_have_a_port_of_its_own);
}
