/* Each hook reaches its program in any spelling, and no other URL does. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "protocol/methods.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/url_spellings.h"
#include "support/web_server.h"

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
};

TEST(every_hook_is_reached_in_every_spelling)
{
	url_spellings_check_all();
}

TEST(an_alias_reaches_the_same_program)
{
	url_spellings_check_aliases();
}

static bool
is_known(const char *name)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		if ((m->method->name &&
		     strcasecmp(m->method->name, name) == 0) ||
		    (m->method->alias &&
		     strcasecmp(m->method->alias, name) == 0))
			return true;
	return false;
}

/* Adds the name unless a hook has it. */
static void
add_unknown(struct spelled_url *ways, size_t *n, const char *name)
{
	if (!is_known(name))
		url_spelling_add(ways, n, name, "/EchoApp/", name, "");
}

TEST(a_name_that_resembles_a_hook_is_unknown)
{
	const struct named_method *m;

	for (m = methods; m->program; m++) {
		const char *name = m->method->name ? m->method->name : "echo";
		struct spelled_url ways[URL_SPELLINGS_MAX];
		char other[128];
		size_t n = 0;

		snprintf(other, sizeof other, "%.*s", (int)strlen(name) - 1,
			 name);
		add_unknown(ways, &n, other);
		add_unknown(ways, &n, name + 1);
		snprintf(other, sizeof other, "%sx", name);
		add_unknown(ways, &n, other);
		snprintf(other, sizeof other, "x%s", name);
		add_unknown(ways, &n, other);
		snprintf(other, sizeof other, "%s.fcgi", name);
		add_unknown(ways, &n, other);
		snprintf(other, sizeof other, "%s%s", name, name);
		add_unknown(ways, &n, other);
		snprintf(other, sizeof other, "%s.php", m->program);
		add_unknown(ways, &n, other);
		url_spellings_check(ways, n, true);
	}
}

TEST(an_unknown_hook_is_mirrored_under_its_own_name)
{
	static const struct spelled_url ways[] = {
		{ "/EchoApp/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/NeverHeardOf?call", "NeverHeardOf" },
		{ "/EchoApp/neverHeardOf/", "neverHeardOf" },
		{ "/apps/EchoApp/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/call/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/echo", "echo" },
	};

	url_spellings_check(ways, ROWS(ways), true);
}

TEST(other_base_paths_are_not_found)
{
	static const char *const paths[] = {
		"/call",
		"/Other/call",
		"/EchoAppX/call",
		"/xEchoApp/call",
		"/apps/call",
		"/apps/Other/call",
		"/Other/CALL",
		"/Other/callStatusEvent",
		"/call?/EchoApp/call",
		"/call.fcgi",
		"/callStatusEvent.fcgi/x",
		"/echo.fcgi",
	};
	size_t i;

	for (i = 0; i < ROWS(paths); i++) {
		struct response g = web_post(paths[i], "{}");

		ck_assert_msg(g.status == 404, "%s: %d", paths[i], g.status);
	}
}

TEST(every_hook_requires_post)
{
	static const char *const verbs[] = { "GET", "PUT", "DELETE" };
	const struct named_method *m;
	struct client *c = client_new();
	char path[128];
	size_t i;

	for (m = methods; m->program; m++) {
		snprintf(path, sizeof path, "/EchoApp/%s", m->program);
		for (i = 0; i < ROWS(verbs); i++) {
			struct response g =
			    client_send(c, verbs[i], path, NULL, NULL, 0);

			ck_assert_msg(g.status == 405, "%s %s: %d", verbs[i],
				      path, g.status);
			ck_assert_msg(strstr(g.head, "\r\nAllow: POST\r\n") !=
					  NULL,
				      "%s %s: %s", verbs[i], path, g.head);
			ck_assert_ptr_nonnull(
			    strstr(g.body, "{\"status\":405,\"reason\":\""));
		}
	}
	client_free(c);
}

TEST(one_connection_takes_1500_hooks)
{
	struct client *c = client_new();
	const struct named_method *m = methods;
	char path[128];
	int i;

	for (i = 0; i < 1500; i++) {
		struct response g;

		snprintf(path, sizeof path, "/EchoApp/%s", m->program);
		g = client_post(c, path, "{}", 2);
		ck_assert_int_eq(g.status, 200);
		ck_assert_int_eq(g.connects, i == 0);
		m = m[1].program ? m + 1 : methods;
	}
	client_free(c);
}

TEST(a_browser_at_the_base_path_is_sent_to_the_page)
{
	struct client *c = client_new();
	struct response g = client_send(c, "GET", "/EchoApp", NULL, NULL, 0);

	client_free(c);
	ck_assert_int_eq(g.status, 302);
	ck_assert_ptr_nonnull(strstr(g.head, "ocation: /\r\n"));
	ck_assert_ptr_nonnull(strstr(web_log(), "The page is at http://"));
}
