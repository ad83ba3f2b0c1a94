/* replay - a scenario made of a day of the journal. */

#include "replay.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "die.h"
#include "token.h"

/* The steps of a day, and what is known of its sessions. */
struct replay {
	struct scenario *scenario;
	const char *only;
	char **sessions; /* by their numbers in the scenario */
	moment before;
	unsigned left_out;
	/* The steps that began something, by its id. */
	struct members begun;
};

static char *
copy(const char *text)
{
	char *c = strdup(text);

	if (!c)
		die(EXIT_AGAIN, "a recorded hook:");
	return c;
}

/* The number of a session; the first time it is a new one. */
static unsigned
number_of(struct replay *r, const char *session)
{
	struct scenario *s = r->scenario;
	unsigned i;

	for (i = 0; i < s->sessions; i++)
		if (strcmp(r->sessions[i], session) == 0)
			return i;
	r->sessions =
	    reallocarray(r->sessions, s->sessions + 1, sizeof *r->sessions);
	if (!r->sessions)
		die(EXIT_AGAIN, "a session:");
	r->sessions[i] = copy(session);
	s->sessions++;
	return i;
}

static bool
begins(const struct wcs_hook *h)
{
	static const char *const names[] = {
		"connect",	  "call",	 "OnCallEvent", "sendMessage",
		"publishStream",  "playStream",	 "playHLS",	"playRTSP",
		"OnMessageEvent", "OnDataEvent",
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], h->name) == 0)
			return true;
	return false;
}

/* What it is about, as a key; to be freed. */
static char *
key_of(const struct event *e, const struct wcs_hook *h, bool of_session)
{
	static const enum member ids[] = { MEMBER_CALL_ID, MEMBER_ID,
					   MEMBER_MEDIA_SESSION_ID };
	const char *id = "";
	char *key;
	size_t i;

	for (i = 0; i < sizeof ids / sizeof *ids && !of_session; i++)
		if (e->body[ids[i]] && h->type != CONNECT)
			id = e->body[ids[i]];
	if (asprintf(&key, "%s %s", e->session ? e->session : "", id) < 0)
		die(EXIT_AGAIN, "a key:");
	return key;
}

/* What began a thing is the parent of all that comes of it. */
static void
find_parent(struct replay *r, const struct event *e, struct scenario_step *step)
{
	char *of_id = key_of(e, &step->hook, false);
	char *of_session = key_of(e, &step->hook, true);
	const char *parent = members_get(&r->begun, of_id);
	char number[32];

	if (!parent)
		parent = members_get(&r->begun, of_session);
	if (parent && step->hook.type != CONNECT)
		step->parent = strtoul(parent, NULL, 10);
	if (begins(&step->hook)) {
		snprintf(number, sizeof number, "%zu", r->scenario->count - 1);
		members_set(&r->begun, of_id, number);
	}
	free(of_id);
	free(of_session);
}

static void
add_step(struct replay *r, const struct event *e, const struct token *body)
{
	const struct scan *s = &e->scan;
	struct scenario_step *step = scenario_add(r->scenario);
	struct wcs_hook h = { e->hook, EVENT };

	scenario_hook(e->hook, &h);
	step->hook = (struct wcs_hook){ copy(h.name), h.type };
	step->raw = strndup(s->text + body->start, body->end - body->start);
	if (!step->raw ||
	    asprintf(&step->place, "line %zu", r->scenario->count) < 0)
		die(EXIT_AGAIN, "a recorded hook:");
	members_read(&step->body, s, body);
	if (r->before && e->time > r->before)
		step->after = (double)(e->time - r->before) / 1e6;
	r->before = e->time;
	step->session = number_of(r, e->session ? e->session : "");
	step->expect.outcome = EXPECT_ANY;
	step->expect.status = e->status;
	find_parent(r, e, step);
}

/* The journal has whatever a URL ended in. */
static bool
is_plain(const char *name)
{
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

static void
read_line(struct replay *r, struct event *e, const char *line, size_t len)
{
	const struct token *body;

	if (len == 0)
		return;
	if (event_read(e, line, len)) {
		r->left_out++;
		return;
	}
	if (r->only && (!e->session || strcmp(e->session, r->only) != 0))
		return;
	body = token_member(&e->scan, token_root(&e->scan), "body");
	if (body && body->kind == OBJECT && is_plain(e->hook))
		add_step(r, e, body);
	else
		r->left_out++;
}

static int
read_day(struct replay *r, const char *path)
{
	FILE *f = fopen(path, "rbe");
	struct event e = { 0 };
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (!f)
		return -1;
	while ((len = getline(&line, &room, f)) > 0)
		if (line[len - 1] == '\n')
			read_line(r, &e, line, (size_t)len - 1);
	free(line);
	event_free(&e);
	return fclose(f);
}

struct scenario *
replay_read(const char *state_dir, moment day, const char *session,
	    unsigned *left_out, struct buffer *error)
{
	struct replay r = { .scenario = scenario_new(), .only = session };
	char path[PATH_MAX], text[MOMENT_SIZE];
	unsigned i;

	r.scenario->sessions = 0;
	moment_write(text, sizeof text, day);
	snprintf(path, sizeof path, "%s/journal/%.4s%.2s%.2s.ndjson", state_dir,
		 text, text + 5, text + 8);
	if (read_day(&r, path))
		buffer_printf(error, "%s: %s", path, strerror(errno));
	else if (r.scenario->count == 0)
		buffer_printf(error, "%s: there is no hook%s%s", path,
			      session ? " of session " : "",
			      session ? session : "");
	for (i = 0; i < r.scenario->sessions; i++)
		free(r.sessions[i]);
	free(r.sessions);
	members_free(&r.begun);
	*left_out = r.left_out;
	r.scenario->about = copy("what the journal has of a day");
	if (error->len == 0)
		return r.scenario;
	scenario_free(r.scenario);
	return NULL;
}
