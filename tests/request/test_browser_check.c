/* browser_check: what a web page makes a browser send is no hook. */

#include "request/browser_check.h"

#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/post.h"

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
	.type = HOOK_DIRECT,
};

const struct test_setup test_setup = {
	.before = post_quietly,
};

/* A hook as WCS sends it, with these headers (NULL: none). */
static struct response
post_from(const char *origin, const char *host)
{
	const struct request r = {
		.request_method = "POST",
		.content_type = "application/json",
		.remote_addr = "127.0.0.1",
		.host = host,
		.origin = origin,
		.body = "{}",
		.len = 2,
		.content_length = 2,
	};

	return post_request(&r);
}

static void
check_refused(struct response r, const char *key)
{
	char rule[64];

	ck_assert_int_eq(r.status, 403);
	ck_assert_msg(strstr(r.body, key) != NULL, "%s", r.body);
	snprintf(rule, sizeof rule, "\"rule\":\"%s\"", key);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), rule));
}

/* Also the Origin of this server itself: the page sends no hooks. */
static const char *const origins[] = {
	"http://evil.example",	  "http://127.0.0.1:9091",
	"https://localhost",	  "null",
	"http://console.example", "\x1b[31m",
};

TEST_LOOP(a_hook_with_an_origin_is_refused, ROWS(origins))
{
	check_refused(post_from(origins[_i], "127.0.0.1"), "allowed_origins");
}

TEST(a_hook_without_an_origin_is_accepted)
{
	ck_assert_int_eq(post_from(NULL, NULL).status, 200);
	ck_assert_int_eq(post_from("", "evil.example").status, 200);
}

TEST(allowed_origins_lists_the_pages_that_may_send_hooks)
{
	post_configure("log = server\n"
		       "allowed_origins = https://console.example:8443\n");
	ck_assert_int_eq(post_from("https://console.example:8443", NULL).status,
			 200);
	check_refused(post_from("https://console.example", NULL),
		      "allowed_origins");
	check_refused(post_from("http://console.example:8443", NULL),
		      "allowed_origins");
	check_refused(post_from("null", NULL), "allowed_origins");
}

TEST(a_refused_page_learns_nothing_else)
{
	struct request r = {
		.request_method = "GET",
		.content_type = "text/plain",
		.origin = "http://evil.example",
		.body = "",
	};

	check_refused(post_request(&r), "allowed_origins");
}

TEST(every_host_name_is_accepted_by_default)
{
	ck_assert_int_eq(post_from(NULL, "wcs.example").status, 200);
	ck_assert_int_eq(post_from(NULL, "10.1.2.3:9091").status, 200);
}

TEST(hook_hosts_lists_the_host_names_of_hooks)
{
	post_configure("log = server\nhook_hosts = Hooks.example\n");
	ck_assert_int_eq(post_from(NULL, "hooks.example:9091").status, 200);
	ck_assert_int_eq(post_from(NULL, "10.1.2.3:9091").status, 200);
	ck_assert_int_eq(post_from(NULL, "[::1]:9091").status, 200);
	ck_assert_int_eq(post_from(NULL, "localhost").status, 200);
	check_refused(post_from(NULL, "evil.example"), "hook_hosts");
	check_refused(post_from(NULL, "hooks.example.evil.example"),
		      "hook_hosts");
}
