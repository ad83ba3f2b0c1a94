/* Every hook reaches its program, in any spelling; and no other one. */

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "harness.h"
#include "methods.h"
#include "web.h"

/* What a URL is expected to be: a spelling, and the hook it stands for. */
struct way {
	char path[512];
	char hook[128];
};

#define WAYS 32

static void
add_way(struct way *ways, size_t *n, const char *as, const char *before,
	const char *name, const char *after)
{
	struct way *w = ways + (*n)++;

	ck_assert_uint_le(*n, WAYS);
	snprintf(w->path, sizeof w->path, "%s%s%s", before, name, after);
	snprintf(w->hook, sizeof w->hook, "%s", as);
}

static void
spell(char *to, const char *name, int (*even)(int), int (*odd)(int))
{
	size_t i;

	for (i = 0; name[i]; i++)
		to[i] = (char)(i % 2 ? odd : even)((unsigned char)name[i]);
	to[i] = '\0';
}

static int
swap_case(int c)
{
	return isupper(c) ? tolower(c) : toupper(c);
}

static size_t
ways_to(const char *as, const char *name, struct way *ways)
{
	static const char *const bases[] = {
		"/EchoApp/",	       "/apps/EchoApp/",
		"/EchoApp/index.php/", "/apps/EchoApp/index.php/",
		"/EchoApp//",	       "/EchoApp/callStatusEvent/",
	};
	char swapped[64], lower[64], upper[64], mixed[64], coded[64];
	size_t n = 0, i;

	snprintf(swapped, sizeof swapped, "%c%s",
		 swap_case((unsigned char)name[0]), name + 1);
	spell(lower, name, tolower, tolower);
	spell(upper, name, toupper, toupper);
	spell(mixed, name, toupper, tolower);
	for (i = 0; i < sizeof bases / sizeof *bases; i++) {
		add_way(ways, &n, as, bases[i], name, "");
		add_way(ways, &n, as, bases[i], swapped, "");
		add_way(ways, &n, as, bases[i], mixed, "");
	}
	add_way(ways, &n, as, "/EchoApp/", lower, "");
	add_way(ways, &n, as, "/EchoApp/", upper, "");
	add_way(ways, &n, as, "/EchoApp/", name, "?a=b");
	add_way(ways, &n, as, "/EchoApp/", name, "?");
	add_way(ways, &n, as, "/EchoApp/", name, "?x=/EchoApp/unhold");
	add_way(ways, &n, as, "/EchoApp/", name, "?/EchoApp/snapshot");
	add_way(ways, &n, as, "/EchoApp/", mixed, "?x=/EchoApp/connect");
	add_way(ways, &n, as, "/EchoApp/", name, "/");
	add_way(ways, &n, as, "/EchoApp/", mixed, "/?x=/EchoApp/connect");
	snprintf(coded, sizeof coded, "%%%02X%s", (unsigned)name[0], name + 1);
	add_way(ways, &n, as, "/EchoApp/", coded, "");
	snprintf(coded, sizeof coded, "%c%%%02x%s", name[0], (unsigned)name[1],
		 name + 2);
	add_way(ways, &n, as, "/EchoApp/", coded, "");
	return n;
}

/* Posts to all of them; the journal calls each what it should. */
static void
expect(const struct way *ways, size_t count, bool unknown)
{
	struct client *c = client_new();
	size_t before = strlen(web_journal()), i;
	char body[64], want[192], *line, *end;

	for (i = 0; i < count; i++) {
		struct got g;

		snprintf(body, sizeof body, "{ \"probe\" :%zu}", i);
		g = client_post(c, ways[i].path, body, strlen(body));
		ck_assert_msg(g.status == 200, "%s: %ld", ways[i].path,
			      g.status);
		ck_assert_str_eq(g.body, body);
	}
	client_free(c);
	line = web_journal() + before;
	for (i = 0; i < count; i++, line = end + 1) {
		end = strchr(line, '\n');
		ck_assert_msg(end != NULL, "%s: no line", ways[i].path);
		*end = '\0';
		snprintf(want, sizeof want, "\"hook\":\"%s\"", ways[i].hook);
		ck_assert_msg(strstr(line, want) != NULL, "%s: %s",
			      ways[i].path, line);
		snprintf(want, sizeof want, "{\"probe\":%zu}", i);
		ck_assert_msg(strstr(line, want) != NULL, "%s: %s",
			      ways[i].path, line);
		ck_assert_msg(!strstr(line, "unknown hook") == !unknown,
			      "%s: %s", ways[i].path, line);
	}
	ck_assert_str_eq(line, "");
}

START_TEST(every_hook_is_reached_in_every_spelling)
{
	const struct named_method *m;
	struct way ways[WAYS];

	for (m = methods; m->program; m++) {
		const char *name = m->method->name;

		if (!name)
			continue;
		expect(ways, ways_to(name, name, ways), false);
		expect(ways, ways_to(name, m->program, ways), false);
	}
}
END_TEST

START_TEST(another_name_reaches_the_same_program)
{
	static const char *const twins[][2] = {
		{ "ErrorEvent", "ErrorStatusEvent" },
		{ "sendDTMF", "sendDtmf" },
		{ "sendBugReport", "submitBugReport" },
	};
	struct way ways[WAYS];
	size_t i;

	for (i = 0; i < sizeof twins / sizeof *twins; i++)
		expect(ways, ways_to(twins[i][1], twins[i][0], ways), false);
}
END_TEST

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

/* As far as nobody has a hook of that name. */
static void
add_stranger(struct way *ways, size_t *n, const char *name)
{
	if (!is_known(name))
		add_way(ways, n, name, "/EchoApp/", name, "");
}

START_TEST(what_only_looks_like_a_hook_is_unknown)
{
	const struct named_method *m;

	for (m = methods; m->program; m++) {
		const char *name = m->method->name ? m->method->name : "echo";
		struct way ways[WAYS];
		char other[128];
		size_t n = 0;

		snprintf(other, sizeof other, "%.*s", (int)strlen(name) - 1,
			 name);
		add_stranger(ways, &n, other);
		add_stranger(ways, &n, name + 1);
		snprintf(other, sizeof other, "%sx", name);
		add_stranger(ways, &n, other);
		snprintf(other, sizeof other, "x%s", name);
		add_stranger(ways, &n, other);
		snprintf(other, sizeof other, "%s.fcgi", name);
		add_stranger(ways, &n, other);
		snprintf(other, sizeof other, "%s%s", name, name);
		add_stranger(ways, &n, other);
		snprintf(other, sizeof other, "%s.php", m->program);
		add_stranger(ways, &n, other);
		expect(ways, n, true);
	}
}
END_TEST

START_TEST(a_hook_nobody_knows_is_mirrored_under_its_own_name)
{
	static const struct way ways[] = {
		{ "/EchoApp/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/NeverHeardOf?call", "NeverHeardOf" },
		{ "/EchoApp/neverHeardOf/", "neverHeardOf" },
		{ "/apps/EchoApp/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/call/neverHeardOf", "neverHeardOf" },
		{ "/EchoApp/echo", "echo" },
	};

	expect(ways, sizeof ways / sizeof *ways, true);
}
END_TEST

START_TEST(other_base_paths_are_not_ours)
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

	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct got g = web_post(paths[i], "{}");

		ck_assert_msg(g.status == 404, "%s: %ld", paths[i], g.status);
	}
}
END_TEST

START_TEST(every_hook_is_a_post)
{
	static const char *const verbs[] = { "GET", "PUT", "DELETE" };
	const struct named_method *m;
	struct client *c = client_new();
	char path[128];
	size_t i;

	for (m = methods; m->program; m++) {
		snprintf(path, sizeof path, "/EchoApp/%s", m->program);
		for (i = 0; i < sizeof verbs / sizeof *verbs; i++) {
			struct got g =
			    client_send(c, verbs[i], path, NULL, NULL, 0);

			ck_assert_msg(g.status == 405, "%s %s: %ld", verbs[i],
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
END_TEST

START_TEST(one_connection_takes_1500_hooks)
{
	struct client *c = client_new();
	const struct named_method *m = methods;
	char path[128];
	int i;

	for (i = 0; i < 1500; i++) {
		struct got g;

		snprintf(path, sizeof path, "/EchoApp/%s", m->program);
		g = client_post(c, path, "{}", 2);
		ck_assert_int_eq(g.status, 200);
		ck_assert_int_eq(g.connects, i == 0);
		m = m[1].program ? m + 1 : methods;
	}
	client_free(c);
}
END_TEST

void
tests(TCase *t)
{
	tcase_add_unchecked_fixture(t, web_start, web_stop);
	tcase_add_test(t, every_hook_is_reached_in_every_spelling);
	tcase_add_test(t, another_name_reaches_the_same_program);
	tcase_add_test(t, what_only_looks_like_a_hook_is_unknown);
	tcase_add_test(t, a_hook_nobody_knows_is_mirrored_under_its_own_name);
	tcase_add_test(t, other_base_paths_are_not_ours);
	tcase_add_test(t, every_hook_is_a_post);
	tcase_add_test(t, one_connection_takes_1500_hooks);
}
