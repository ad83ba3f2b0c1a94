/* check_routes - does each hook reach its own handler and the journal? */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "doctor.h"
#include "journal/day_reader.h"
#include "journal/journal_line.h"
#include "protocol/methods.h"

/* The hooks of doctor are in the last bytes of a journal file. */
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

/* Returns a hook whose name begins with the name of this one, or NULL. */
static const struct method *
find_longer(const struct method *m)
{
	const struct named_method *n;
	size_t len = strlen(m->name);

	for (n = methods; n->program; n++)
		if (n->method->name && strlen(n->method->name) > len &&
		    strncasecmp(n->method->name, m->name, len) == 0)
			return n->method;
	return NULL;
}

/* Sends unknown names that begin like a known one. */
static void
try_prefixes(struct doctor *d)
{
	const struct named_method *n;

	for (n = methods; n->program; n++) {
		const struct method *m = n->method, *swallowed;
		char name[128];

		if (!m->name || !(swallowed = find_longer(m)))
			continue;
		snprintf(name, sizeof name, "%sEchoappDoctor", m->name);
		if (status_of(d, name) == 200)
			doctor_report_hook(d, DOCTOR_FAIL, m->name,
					   "its handler takes every name that "
					   "begins like this, such as %s",
					   swallowed->name);
	}
}

/*
 * Only connect's response has a restClientConfig; ConnectionStatusEvent begins
 * with the same letters.
 */
static void
check_foreign_config(struct doctor *d)
{
	const struct probe *s = &d->probe;
	size_t i;

	for (i = 0; i < s->count; i++) {
		const struct probe_request *a = &s->at[i];

		if (a->method->type != HOOK_CONNECT && a->call.status == 200 &&
		    memmem(doctor_answer_body(&a->call), a->call.answer.len,
			   "\"restClientConfig\"", 18))
			doctor_report_hook(
			    d, DOCTOR_FAIL, a->name,
			    "the response has a restClientConfig: "
			    "connect's handler answers this hook");
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
			      "the server answers unknown hooks, so that "
			      "doctor cannot see which handler does");
}

/* Returns the name that probe_body() wrote into the body of a line, or NULL. */
static const char *
find_name(const char *line, size_t len, char into[64])
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
	const char *name = find_name(line, len, text);
	const struct method *sent = name ? methods_find(name) : NULL;
	const struct method *handler = methods_find(e->hook);

	if (sent && sent != handler)
		doctor_report_hook(d, DOCTOR_FAIL, name,
				   "the program of %.60s answered it", e->hook);
}

/* Checks the lines of this session; returns how many were answered 200. */
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
	struct day_reader day;
	struct buffer b = { 0 };
	size_t count = 0;
	off_t end, from;
	ssize_t n;
	char *at;

	if (day_reader_open(&day, days->dir, days->at[i].file))
		return 0;
	end = day_reader_size(&day);
	from = end > TAIL_MAX ? end - TAIL_MAX : 0;
	at = buffer_reserve(&b, (size_t)(end - from) + 1);
	n = day_reader_read_all(&day, at, (size_t)(end - from), from);
	if (n > 0) {
		at[n] = '\0';
		count = check_lines(d, at);
	}
	buffer_free(&b);
	day_reader_close(&day);
	return count;
}

/* Only the journal says which program answered. */
static void
check_journal(struct doctor *d)
{
	struct journal_days days;
	size_t i, count = 0;

	if (d->accepted == 0) {
		doctor_report(d, DOCTOR_SKIP, "no hook was answered with 200");
		return;
	}
	if (journal_days_open(&days, d->x->state_dir)) {
		doctor_report(d, DOCTOR_FAIL, "%s/journal: %s", d->x->state_dir,
			      strerror(errno));
		return;
	}
	/* The last two days, because midnight may have passed. */
	for (i = days.count > 2 ? days.count - 2 : 0; i < days.count; i++)
		count += check_day(d, &days, i);
	journal_days_close(&days);
	d->is_recorded = count >= d->accepted;
	if (!d->is_recorded)
		doctor_report(d, count ? DOCTOR_FAIL : DOCTOR_WARN,
			      "%zu hooks were answered with 200, %zu of them "
			      "are in %s/journal",
			      d->accepted, count, d->x->state_dir);
	else if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK,
			      "all %zu hooks are in it, each under its name",
			      count);
}

const struct doctor_check check_routes[] = {
	{
	    .name = "routes",
	    .why = "a route that matches a prefix lets call's handler answer "
		   "callStatusEvent, with 200",
	    .fix = "match whole names: in lighttpd fastcgi.map-extensions "
		   "or a key that ends in .fcgi; in Apache ^/EchoApp/call$; "
		   "in nginx location = /EchoApp/call",
	    .ok_text = "no handler answers the hook of another",
	    .when = DOCTOR_HANDLED,
	    .run = check_route_matching,
	},
	{
	    .name = "journal",
	    .why = "calls, limits and call records know only what is in the "
		   "journal",
	    .fix = "name the configuration and state that the server uses: "
		   "echoappctl --conf FILE --state DIR doctor; if they are "
		   "right, the server's log says why it cannot write",
	    .when = DOCTOR_LOCAL,
	    .run = check_journal,
	},
	{ 0 },
};
