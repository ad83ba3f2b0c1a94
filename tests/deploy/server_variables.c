/* server_variables - the variables that a web server passes to a program. */

#include "server_variables.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bodies.h"
#include "support/http_client.h"
#include "support/web_server.h"

/* The beginning of the URLs of hooks. */
static const char *base;

void
server_variables_start(const char *under)
{
	char path[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 16);

	ck_assert_int_gt(n, 0);
	snprintf(strrchr(path, '/'), 16, "/environment");
	setenv("PROBE", path, 1);
	setenv("STRANGER", "1", 1);
	setenv("UNDER", under, 1);
	base = under;
	web_start_with("state_dir = state\n");
}

static const char *const telling[] = {
	"Content-Type: application/json",
	"Authorization: Basic dXNlcjpw",
	"Proxy: http://evil.example/",
	"X-Dash: 1",
	NULL,
};

/* The URL below the base path; valid until the next call. */
static const char *
url(const char *rest)
{
	static char text[128];

	snprintf(text, sizeof text, "%s/EchoApp/%s", base, rest);
	return text;
}

/*
 * The probe closes each connection, and the web server may just have chosen one
 * of them for a request.  It cannot repeat a POST, but this client can.
 */
static struct response
post(struct client *c, const char *path, const char *const *headers,
     const char *body, size_t len)
{
	struct response g = client_send(c, "POST", path, headers, body, len);

	return g.status == 502
		   ? client_send(c, "POST", path, headers, body, len)
		   : g;
}

static void
check_variables(void)
{
	struct client *c = client_new();
	const char *asked = url("x/probe?a=b%20c");
	struct response g = post(c, asked, telling, "{\"a\":1}", 7);
	char uri[160];

	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	ck_assert_msg(strstr(g.body, "HTTP_AUTHORIZATION=Basic dXNlcjpw\n") !=
			  NULL,
		      "%s", g.body);
	snprintf(uri, sizeof uri, "REQUEST_URI=%s\n", asked);
	ck_assert_ptr_nonnull(strstr(g.body, uri));
	ck_assert_ptr_nonnull(strstr(g.body, "REQUEST_METHOD=POST\n"));
	ck_assert_ptr_nonnull(
	    strstr(g.body, "CONTENT_TYPE=application/json\n"));
	ck_assert_ptr_nonnull(strstr(g.body, "CONTENT_LENGTH=7\n"));
	ck_assert_ptr_nonnull(strstr(g.body, "BODY=7\n"));
	ck_assert_ptr_nonnull(strstr(g.body, "REMOTE_ADDR=127.0.0.1\n"));
	ck_assert_ptr_nonnull(strstr(g.body, "HTTP_X_DASH=1\n"));
	ck_assert_msg(!strstr(g.body, "HTTP_PROXY"), "%s", g.body);
	ck_assert_msg(!strstr(g.body, "evil"), "%s", g.body);
	client_free(c);
}

static void
check_body(const char *const *headers)
{
	struct client *c = client_new();
	char *body = calloc(1, MIB + 1);
	struct response g = post(c, url("probe"), headers, body, MIB + 1);

	ck_assert_msg(g.status == 200, "%d %s", g.status, g.body);
	ck_assert_msg(strstr(g.body, "BODY=1048577\n") != NULL, "%s", g.body);
	client_free(c);
}

void
server_variables_check(void)
{
	int i;

	check_variables();
	for (i = 0; i < KINDS; i++)
		check_body(kinds[i]);
}
