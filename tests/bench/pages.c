/*
 * pages - sends the requests of PAGES open pages until it is stopped.
 *
 *	pages URL PAGES
 *
 * It uses no browser, because browsers run on other machines: only the cost of
 * their requests is measured.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "wcs/hook_client.h"

#define SECOND INT64_C(1000000)

/* As in www/app.js: how often each part is requested; seconds. */
static const struct question {
	const char *path;
	unsigned every;
	bool goes_on; /* its cursor is sent, so that only new events come */
} questions[] = {
	{ "health", 1, false },
	{ "calls%3Flive%3Dyes%26limit%3D50", 1, false },
	{ "events%3Flimit%3D100", 1, true },
	{ "events%3Foutcome%3Drefused%26limit%3D20", 1, true },
	{ "refusals", 3, false },
	{ "limits", 3, false },
	{ "traffic%3Fspan%3D15min", 3, false },
	{ "series%3Fspan%3D15min", 3, false },
};

#define QUESTIONS (sizeof questions / sizeof *questions)

struct page {
	struct hook_call call;
	char url[2048];
	bool asked[QUESTIONS];
	char next[QUESTIONS][64];
	unsigned turn;
	bool open;     /* waits for the response */
	int64_t begun; /* of the last turn; 0: none yet */
};

/* One batch, as www/api.js sends it. */
static void
ask(struct hook_client *h, const char *url, struct page *p)
{
	size_t i, n;

	n = (size_t)snprintf(p->url, sizeof p->url, "%s/status/batch?", url);
	for (i = 0; i < QUESTIONS; i++) {
		const struct question *q = &questions[i];

		p->asked[i] = p->turn % q->every == 0;
		if (p->asked[i])
			n += (size_t)snprintf(
			    p->url + n, sizeof p->url - n, "ask=%s%s%s&",
			    q->path, p->next[i][0] ? "%26after%3D" : "",
			    p->next[i]);
	}
	p->call.url = p->url;
	p->call.http_method = "GET";
	p->call.arg = p;
	p->open = true;
	p->turn++;
	hook_client_send(h, &p->call);
}

/* The cursor for the next request. */
static void
go_on(char *next, size_t room, const char *at)
{
	static const char key[] = "\"next\":\"";

	at = strstr(at, key);
	if (at)
		at += strlen(key);
	if (at)
		snprintf(next, room, "%.*s", (int)strcspn(at, "\""), at);
}

static void
take(struct page *p)
{
	static const char begin[] = "\n{\"status\":";
	struct hook_call *c = &p->call;
	const char *at;
	size_t i;

	buffer_add(&c->answer, "", 1);
	at = c->answer.at;
	for (i = 0; i < QUESTIONS; i++) {
		if (!p->asked[i])
			continue;
		at = at ? strstr(at, begin) : NULL;
		if (at)
			at += strlen(begin);
		if (c->status != 200 || !at || strncmp(at, "200", 3) != 0) {
			fprintf(stderr, "pages: %s: %ld %s %s\n", c->url,
				c->status, c->error, c->answer.at);
			exit(111);
		}
		if (questions[i].goes_on)
			go_on(p->next[i], sizeof p->next[i], at);
	}
	p->open = false;
}

int
main(int argc, char **argv)
{
	const struct hook_client_settings settings = { .timeout = 10000 };
	struct hook_client *h = hook_client_new(&settings);
	unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0, i;
	struct page *pages = calloc(count + 1, sizeof *pages);
	int64_t begun = monotonic_now();

	if (count == 0 || !pages) {
		fprintf(stderr, "usage: pages URL PAGES\n");
		return 100;
	}
	for (;;) {
		int64_t now = monotonic_now(), wake = now + SECOND;
		struct hook_call *c;

		for (i = 0; i < count; i++) {
			struct page *p = &pages[i];
			int64_t due = begun + (int64_t)(i * SECOND / count);

			if (p->begun)
				due = p->begun + SECOND;
			if (!p->open && due <= now) {
				p->begun = due;
				ask(h, argv[1], p);
			} else if (!p->open && due < wake) {
				wake = due;
			}
		}
		c = hook_client_wait(h, monotonic_remaining(wake, SECOND));
		if (c)
			take(c->arg);
	}
}
