/* ways - the URLs that have to lead to a hook. */

#include "url_spellings.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "protocol/methods.h"
#include "web_server.h"

void
way_add(struct way *ways, size_t *n, const char *as, const char *before,
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

size_t
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
	for (i = 0; i < ROWS(bases); i++) {
		way_add(ways, &n, as, bases[i], name, "");
		way_add(ways, &n, as, bases[i], swapped, "");
		way_add(ways, &n, as, bases[i], mixed, "");
	}
	way_add(ways, &n, as, "/EchoApp/", lower, "");
	way_add(ways, &n, as, "/EchoApp/", upper, "");
	way_add(ways, &n, as, "/EchoApp/", name, "?a=b");
	way_add(ways, &n, as, "/EchoApp/", name, "?");
	way_add(ways, &n, as, "/EchoApp/", name, "?x=/EchoApp/unhold");
	way_add(ways, &n, as, "/EchoApp/", name, "?/EchoApp/snapshot");
	way_add(ways, &n, as, "/EchoApp/", mixed, "?x=/EchoApp/connect");
	way_add(ways, &n, as, "/EchoApp/", name, "/");
	way_add(ways, &n, as, "/EchoApp/", mixed, "/?x=/EchoApp/connect");
	snprintf(coded, sizeof coded, "%%%02X%s", (unsigned)name[0], name + 1);
	way_add(ways, &n, as, "/EchoApp/", coded, "");
	snprintf(coded, sizeof coded, "%c%%%02x%s", name[0], (unsigned)name[1],
		 name + 2);
	way_add(ways, &n, as, "/EchoApp/", coded, "");
	return n;
}

void
ways_lead(const struct way *ways, size_t count, bool unknown)
{
	struct client *c = client_new();
	size_t before = strlen(web_journal()), i;
	char body[64], want[192], *line, *end;

	for (i = 0; i < count; i++) {
		struct response g;

		snprintf(body, sizeof body, "{ \"probe\" :%zu}", i);
		g = client_post(c, ways[i].path, body, strlen(body));
		ck_assert_msg(g.status == 200, "%s: %d", ways[i].path,
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

void
ways_lead_everywhere(void)
{
	const struct named_method *m;
	struct way ways[WAYS];

	for (m = methods; m->program; m++) {
		const char *name = m->method->name;

		if (!name)
			continue;
		ways_lead(ways, ways_to(name, name, ways), false);
		ways_lead(ways, ways_to(name, m->program, ways), false);
	}
}

void
aliases_lead_everywhere(void)
{
	static const char *const twins[][2] = {
		{ "ErrorEvent", "ErrorStatusEvent" },
		{ "sendDTMF", "sendDtmf" },
		{ "sendBugReport", "submitBugReport" },
	};
	struct way ways[WAYS];
	size_t i;

	for (i = 0; i < ROWS(twins); i++)
		ways_lead(ways, ways_to(twins[i][1], twins[i][0], ways), false);
}
