/* check_routes - does each hook reach its own handler, and the journal? */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "doctor.h"
#include "journal/journal_days.h"
#include "journal/journal_line.h"
#include "protocol/methods.h"

/* What the end of a journal may hold of ours. */
#define TAIL_MAX ((off_t)8 << 20)

static long
status_of(struct doctor *d, const char *name)
{
	struct hook_call c = { 0 };
	struct buffer body = { 0 };

	probe_body(
	    &body, NULL, name,
	    &(struct probe_body){ DOCTOR_APP, d->session, &d->set, false, 0 });
	doctor_send(d, &c, name, body.at, body.len);
	hook_client_clear_call(&c);
	buffer_free(&body);
	return c.status;
}

/* Does the name of another hook begin with this one? */
static const struct method *
longer(const struct method *m)
{
	const struct named_method *n;
	size_t len = strlen(m->name);

	for (n = methods; n->program; n++)
		if (n->method->name && strlen(n->method->name) > len &&
		    strncasecmp(n->method->name, m->name, len) == 0)
			return n->method;
	return NULL;
}

/* A name that nobody knows may be taken for its beginning only by mistake. */
static void
try_prefixes(struct doctor *d)
{
	const struct named_method *n;

	for (n = methods; n->program; n++) {
		const struct method *m = n->method, *swallowed;
		char name[128];

		if (!m->name || !(swallowed = longer(m)))
			continue;
		snprintf(name, sizeof name, "%sEchoappDoctor", m->name);
		if (status_of(d, name) == 200)
			doctor_report_hook(d, DOCTOR_FAIL, m->name,
					   "its handler takes every name that "
					   "begins so, such as %s",
					   swallowed->name);
	}
}

/* restClientConfig is connect's; ConnectionStatusEvent begins like it. */
static void
check_foreign_config(struct doctor *d)
{
	const struct probe *s = &d->probe;
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct probe_request *a = &s->at[i];

		if (a->method->type != HOOK_CONNECT && a->call.status == 200 &&
		    memmem(a->call.answer.at, a->call.answer.len,
			   "\"restClientConfig\"", 18))
			doctor_report_hook(d, DOCTOR_FAIL, a->name,
					   "the answer has a restClientConfig: "
					   "connect's handler answers it");
	}
}

static void
check_route_matching(struct doctor *d)
{
	check_foreign_config(d);
	if (d->finding_count > 0)
		return;
	if (status_of(d, "echoappDoctor") != 200)
		try_prefixes(d);
	else if (!d->is_ours)
		doctor_report(d, DOCTOR_SKIP,
			      "it answers names that nobody knows, so which "
			      "handler does cannot be seen from here");
}

/* The name that probe_body() wrote into the line; NULL: there is none. */
static const char *
name_in(const char *line, size_t len, char into[64])
{
	static const char mark[] = "{\"doctor\":\"";
	const char *at = memmem(line, len, mark, sizeof mark - 1);
	size_t n;

	if (!at)
		return NULL;
	at += sizeof mark - 1;
	n = strcspn(at, "\"");
	if (n >= 64)
		return NULL;
	memcpy(into, at, n);
	into[n] = '\0';
	return into;
}

static void
check_line(struct doctor *d, const struct journal_line *e, const char *line,
	   size_t len)
{
	char text[64];
	const char *name = name_in(line, len, text);
	const struct method *sent = name ? methods_find(name) : NULL;
	const struct method *took = methods_find(e->hook);

	if (sent && sent != took)
		doctor_report_hook(d, DOCTOR_FAIL, name,
				   "%.60s's program took it", e->hook);
}

/* How many of our lines the end of a file holds. */
static size_t
check_lines(struct doctor *d, char *text)
{
	struct journal_line e = { 0 };
	size_t count = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		if (!strstr(line, d->session) ||
		    journal_line_read(&e, line, strlen(line)) || !e.session ||
		    strcmp(e.session, d->session) != 0)
			continue;
		count += e.status == 200;
		check_line(d, &e, line, strlen(line));
	}
	journal_line_free(&e);
	return count;
}

static size_t
check_day(struct doctor *d, const struct journal_days *days, size_t i)
{
	int fd = journal_days_open_file(days, days->at[i].file,
					O_RDONLY | O_CLOEXEC);
	off_t end = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	off_t from = end > TAIL_MAX ? end - TAIL_MAX : 0;
	struct buffer b = { 0 };
	size_t count = 0;
	ssize_t n;
	char *at;

	if (fd < 0)
		return 0;
	at = buffer_reserve(&b, (size_t)(end - from) + 1);
	n = pread(fd, at, (size_t)(end - from), from);
	if (n > 0) {
		at[n] = '\0';
		count = check_lines(d, at);
	}
	buffer_free(&b);
	close(fd);
	return count;
}

/* By the journal, because only that knows which program it was. */
static void
check_journal(struct doctor *d)
{
	struct journal_days days;
	size_t i, count = 0;

	if (d->accepted == 0) {
		doctor_report(d, DOCTOR_SKIP, "no hook was answered");
		return;
	}
	if (journal_days_open(&days, d->x->state_dir)) {
		doctor_report(d, DOCTOR_FAIL, "%s/journal: %s", d->x->state_dir,
			      strerror(errno));
		return;
	}
	/* It may have become midnight. */
	for (i = days.count > 2 ? days.count - 2 : 0; i < days.count; i++)
		count += check_day(d, &days, i);
	journal_days_close(&days);
	d->is_recorded = count >= d->accepted;
	if (!d->is_recorded)
		doctor_report(d, count ? DOCTOR_FAIL : DOCTOR_WARN,
			      "%zu hooks were answered 200, %zu of them are in "
			      "%s/journal",
			      d->accepted, count, d->x->state_dir);
	else if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK,
			      "%zu hooks are in it, each under its name",
			      count);
}

const struct doctor_check check_routes[] = {
	{
	    .name = "routes",
	    .why = "where routes are compared from their beginning, call "
		   "swallows callStatusEvent, with a 200",
	    .fix = "compare whole names: in lighttpd fastcgi.map-extensions "
		   "or a key that ends in .fcgi; in Apache ^/EchoApp/call$; "
		   "in nginx location = /EchoApp/call",
	    .ok_text = "no hook swallows another",
	    .when = DOCTOR_HANDLED,
	    .run = check_route_matching,
	},
	{
	    .name = "journal",
	    .why = "what is not in the journal did not happen, as far as "
		   "calls, limits and records go",
	    .fix = "say which configuration and state the server runs with: "
		   "echoappctl --conf FILE --state DIR doctor; if it is that "
		   "one, its log says why it cannot write",
	    .when = DOCTOR_LOCAL,
	    .run = check_journal,
	},
	{ 0 },
};
