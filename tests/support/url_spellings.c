/* url_spellings - the URLs that must lead to a hook. */

#include "url_spellings.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "http_client.h"
#include "protocol/methods.h"
#include "web_server.h"

void
url_spelling_add(struct spelled_url *ways, size_t *n, const char *as,
		 const char *before, const char *name, const char *after)
{
	struct spelled_url *w = ways + (*n)++;

	ck_assert_uint_le(*n, URL_SPELLINGS_MAX);
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
spellings_of(const char *as, const char *name, struct spelled_url *ways)
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
		url_spelling_add(ways, &n, as, bases[i], name, "");
		url_spelling_add(ways, &n, as, bases[i], swapped, "");
		url_spelling_add(ways, &n, as, bases[i], mixed, "");
	}
	url_spelling_add(ways, &n, as, "/EchoApp/", lower, "");
	url_spelling_add(ways, &n, as, "/EchoApp/", upper, "");
	url_spelling_add(ways, &n, as, "/EchoApp/", name, "?a=b");
	url_spelling_add(ways, &n, as, "/EchoApp/", name, "?");
	url_spelling_add(ways, &n, as, "/EchoApp/", name, "?x=/EchoApp/unhold");
	url_spelling_add(ways, &n, as, "/EchoApp/", name, "?/EchoApp/snapshot");
	url_spelling_add(ways, &n, as, "/EchoApp/", mixed,
			 "?x=/EchoApp/connect");
	url_spelling_add(ways, &n, as, "/EchoApp/", name, "/");
	url_spelling_add(ways, &n, as, "/EchoApp/", mixed,
			 "/?x=/EchoApp/connect");
	snprintf(coded, sizeof coded, "%%%02X%s", (unsigned)name[0], name + 1);
	url_spelling_add(ways, &n, as, "/EchoApp/", coded, "");
	snprintf(coded, sizeof coded, "%c%%%02x%s", name[0], (unsigned)name[1],
		 name + 2);
	url_spelling_add(ways, &n, as, "/EchoApp/", coded, "");
	return n;
}

void
url_spellings_check(const struct spelled_url *ways, size_t count, bool unknown)
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
url_spellings_check_all(void)
{
	const struct named_method *m;
	struct spelled_url ways[URL_SPELLINGS_MAX];

	for (m = methods; m->program; m++) {
		const char *name = m->method->name;

		if (!name)
			continue;
		url_spellings_check(ways, spellings_of(name, name, ways),
				    false);
		url_spellings_check(ways, spellings_of(name, m->program, ways),
				    false);
	}
}

void
url_spellings_check_aliases(void)
{
	static const char *const twins[][2] = {
		{ "ErrorEvent", "ErrorStatusEvent" },
		{ "sendDTMF", "sendDtmf" },
		{ "sendBugReport", "submitBugReport" },
	};
	struct spelled_url ways[URL_SPELLINGS_MAX];
	size_t i;

	for (i = 0; i < ROWS(twins); i++)
		url_spellings_check(
		    ways, spellings_of(twins[i][1], twins[i][0], ways), false);
}
