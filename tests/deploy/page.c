/* page - the page, /status/ and /metrics behind a web server. */

#include "page.h"

#include <check.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/monotonic.h"
#include "support/harness.h"
#include "support/http_client.h"

/* The headers that the top level's lighttpd.conf sets. */
static const char *const guards[] = {
	"\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; "
	"style-src 'self'; img-src 'self' data:; connect-src 'self'; "
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n",
	"\r\nX-Content-Type-Options: nosniff\r\n",
	"\r\nReferrer-Policy: no-referrer\r\n",
	"\r\nCross-Origin-Resource-Policy: same-origin\r\n",
	"\r\nCache-Control: no-store\r\n",
};

static const struct part {
	const char *path;
	const char *type; /* the value begins with this, or is `other` */
	const char *other;
} parts[] = {
	{ "/", "text/html", NULL },
	{ "/index.html", "text/html", NULL },
	{ "/style.css", "text/css", NULL },
	{ "/app.js", "text/javascript", "application/javascript" },
	{ "/vendor/chart.js", "text/javascript", "application/javascript" },
	{ "/icon.svg", "image/svg+xml", NULL },
	{ "/status/", "application/json", NULL },
	{ "/status/health", "application/json", NULL },
	{ "/status/calls?limit=1", "application/json", NULL },
	{ "/metrics", "text/plain", NULL },
	{ "/metrics?", "text/plain", NULL },
};

static struct response
get(const char *path, const char *header)
{
	const char *const headers[] = { header, NULL };
	struct client *c = client_new();
	struct response g = client_send(c, "GET", path, headers, NULL, 0);

	client_free(c);
	return g;
}

static bool
begins(const char *text, const char *with)
{
	return with && strncmp(text, with, strlen(with)) == 0;
}

static void
check_guards(const char *path, const struct response *g)
{
	size_t i;

	for (i = 0; i < ROWS(guards); i++)
		ck_assert_msg(strstr(g->head, guards[i]) != NULL,
			      "%s lacks %s: %s", path, guards[i], g->head);
	ck_assert_uint_eq(count_of(g->head, "\r\nCache-Control:"), 1);
	ck_assert_uint_eq(count_of(g->head, "\r\nX-Content-Type-Options:"), 1);
}

void
page_is_seen(void)
{
	size_t i;

	for (i = 0; i < ROWS(parts); i++) {
		struct response g = get(parts[i].path, NULL);

		ck_assert_msg(g.status == 200, "%s: %d %s", parts[i].path,
			      g.status, g.body);
		ck_assert_msg(begins(g.type, parts[i].type) ||
				  begins(g.type, parts[i].other),
			      "%s: %s", parts[i].path, g.type);
		ck_assert_uint_gt(g.len, 0);
		check_guards(parts[i].path, &g);
	}
	ck_assert_int_eq(get("/none", NULL).status, 404);
	ck_assert_int_eq(get("/vendor/none", NULL).status, 404);
	/* A path that only begins like a hook's is not a hook. */
	ck_assert_int_eq(get("/EchoApp/status/health", NULL).status, 405);
}

static void
check_object(const struct response *g)
{
	struct json_object *o = json_tokener_parse(g->body);

	ck_assert_str_eq(g->type, "application/json");
	ck_assert_msg(json_object_is_type(o, json_type_object), "%s", g->body);
	json_object_put(o);
}

/* An id with slashes, which must arrive as %2F. */
static void
check_id(void)
{
	static const char hook[] =
	    "{\"nodeId\":\"n@1\",\"appKey\":\"defaultApp\","
	    "\"sessionId\":\"/192.0.2.7:1/192.0.2.8:8443\","
	    "\"useWsTunnel\":false,\"login\":\"a b\"}";
	struct response g = web_post("/EchoApp/connect", hook);
	int i;

	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	g.status = 0;
	/* The fold runs after the response. */
	for (i = 0; i < 100 && g.status != 200; i++) {
		g = get("/status/connections/n@1%20"
			"%2F192.0.2.7%3A1%2F192.0.2.8%3a8443",
			NULL);
		usleep(50000);
	}
	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	check_object(&g);
	ck_assert_msg(strstr(g.body, "/192.0.2.7:1/192.0.2.8:8443") != NULL,
		      "%s", g.body);
	/* The same in a batch, as the page requests it. */
	g = get("/status/batch?ask=health&ask=connections%2Fn%401%2520"
		"%252F192.0.2.7%253A1%252F192.0.2.8%253a8443",
		NULL);
	check_object(&g);
	ck_assert_uint_eq(count_of(g.body, "{\"status\":200,"), 2);
}

static void
check_etag(void)
{
	struct response g = get("/status/", NULL);
	char header[64], *tag = strstr(g.head, "\r\nETag: ");

	ck_assert_msg(tag != NULL, "%s", g.head);
	snprintf(header, sizeof header, "If-None-Match: %.18s", tag + 8);
	g = get("/status/", header);
	ck_assert_msg(g.status == 304, "%s: %d", header, g.status);
	ck_assert_uint_eq(g.len, 0);
}

/* A stranger's host name that resolves to this server (DNS rebinding). */
static void
check_name(void)
{
	static const char *const paths[] = { "/status/health", "/status/calls",
					     "/metrics" };
	size_t i;

	for (i = 0; i < ROWS(paths); i++) {
		struct response g = get(paths[i], "Host: evil.example:9091");

		ck_assert_msg(g.status == 403, "%s: %d %s", paths[i], g.status,
			      g.body);
		check_object(&g);
		ck_assert_msg(strstr(g.body, "page_hosts") != NULL, "%s",
			      g.body);
		g = get(paths[i], "Sec-Fetch-Site: cross-site");
		ck_assert_msg(g.status == 403, "%s: %d %s", paths[i], g.status,
			      g.body);
		check_object(&g);
		g = get(paths[i], "Host: localhost:9091");
		ck_assert_msg(g.status == 200, "%s: %d %s", paths[i], g.status,
			      g.body);
	}
}

void
page_status_is_answered(void)
{
	struct response g = get("/status/health", NULL);

	check_object(&g);
	check_name();
	ck_assert_msg(strstr(g.body, "\"well\":true") != NULL, "%s", g.body);
	g = get("/status/calls?limit=none", NULL);
	ck_assert_msg(g.status == 400, "%d %s", g.status, g.body);
	check_object(&g);
	g = get("/status/none", NULL);
	ck_assert_msg(g.status == 404, "%d %s", g.status, g.body);
	check_object(&g);
	g = web_post("/status/health", "{}");
	ck_assert_msg(g.status == 405, "%d %s", g.status, g.body);
	check_object(&g);
	check_id();
	check_etag();
	g = get("/metrics", NULL);
	ck_assert_msg(strstr(g.body, "\n# TYPE echoapp_") != NULL, "%s",
		      g.body);
}

/* Reads until the events have that many times `word`, or the wait is over. */
static void
wait_for_events(int fd, struct buffer *got, const char *word, unsigned times)
{
	struct pollfd on = { fd, POLLIN, 0 };
	int64_t end = monotonic_now() + INT64_C(20000000);
	ssize_t n;

	while (!got->at || count_of(got->at, word) < times) {
		ck_assert_msg(monotonic_now() < end, "no \"%s\" in %s", word,
			      got->at ? got->at : "");
		if (poll(&on, 1, 1000) < 1)
			continue;
		n = read(fd, buffer_reserve(got, 4096), 4095);
		ck_assert_msg(n > 0, "closed after %s", got->at);
		got->len += (size_t)n;
		got->at[got->len] = '\0';
	}
}

void
page_is_told_of_changes(void)
{
	static const char ask[] = "GET /status/changes HTTP/1.1\r\n"
				  "Host: localhost\r\n\r\n";
	struct buffer got = { 0 };
	int fd = web_connect();
	unsigned told;

	ck_assert_int_eq(write(fd, ask, sizeof ask - 1), sizeof ask - 1);
	wait_for_events(fd, &got, "data: open", 1);
	ck_assert_msg(strstr(got.at, "text/event-stream") != NULL, "%s",
		      got.at);
	/* The first word after a pause. */
	wait_for_events(fd, &got, "data: same", 1);
	told = (unsigned)count_of(got.at, "data: changed");
	web_post("/EchoApp/ping", "{}");
	wait_for_events(fd, &got, "data: changed", told + 1);
	close(fd);
	buffer_free(&got);
}

void
page_is_not_told_of_changes(void)
{
	ck_assert_int_eq(get("/status/changes", NULL).status, 404);
}

void
page_is_hidden(void)
{
	static const char *const others[] = {
		"/none",
		"/status.fcgi",
		"/status",
		"//status/health",
		"/%73tatus/health",
		"/EchoApp/../status/health",
		"/EchoApp/%2e%2e/metrics",
	};
	struct response g;
	size_t i;

	for (i = 0; i < ROWS(parts); i++) {
		g = get(parts[i].path, NULL);
		ck_assert_msg(g.status == 403, "%s: %d", parts[i].path,
			      g.status);
		ck_assert_str_ne(g.type, "application/json");
	}
	for (i = 0; i < ROWS(others); i++) {
		g = get(others[i], NULL);
		ck_assert_msg(g.status >= 300, "%s: %d %s", others[i], g.status,
			      g.body);
		ck_assert_msg(!strstr(g.body, "echoapp_") &&
				  !strstr(g.body, "\"version\""),
			      "%s: %s", others[i], g.body);
	}
}
