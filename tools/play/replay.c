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

#include "base/die.h"
#include "base/hash_index.h"
#include "base/json_token.h"
#include "protocol/methods.h"

/* Numbers by names, many of them. */
struct id_table {
	struct hash_index known;
	char **names;
	size_t *numbers;
	size_t count;
};

/* The steps of a day, and what is known of its sessions. */
struct replay {
	struct scenario *scenario;
	const char *only;
	timestamp before;
	unsigned left_out;
	struct id_table sessions; /* their numbers in the scenario */
	struct id_table begun;	  /* steps that began something, by its id */
};

static char *
copy(const char *text)
{
	char *c = strdup(text);

	if (!c)
		die(EXIT_TEMPORARY, "a recorded hook:");
	return c;
}

static uint64_t
hash_of(const char *text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return hash;
}

/* What stands there under that name, or NULL. */
static size_t *
id_table_find(const struct id_table *t, const char *name)
{
	uint64_t hash = hash_of(name);
	size_t place = 0;
	int64_t row;

	while ((row = hash_index_next(&t->known, hash, &place)))
		if (strcmp(t->names[row - 1], name) == 0)
			return &t->numbers[row - 1];
	return NULL;
}

static void
id_table_set(struct id_table *t, const char *name, size_t number)
{
	size_t *there = id_table_find(t, name);

	if (there) {
		*there = number;
		return;
	}
	t->names = reallocarray(t->names, t->count + 1, sizeof *t->names);
	t->numbers = reallocarray(t->numbers, t->count + 1, sizeof *t->numbers);
	if (!t->names || !t->numbers)
		die(EXIT_TEMPORARY, "a day of the journal:");
	t->names[t->count] = copy(name);
	t->numbers[t->count++] = number;
	hash_index_add(&t->known, hash_of(name), (int64_t)t->count);
}

static void
id_table_free(struct id_table *t)
{
	while (t->count > 0)
		free(t->names[--t->count]);
	free(t->names);
	free(t->numbers);
	hash_index_free(&t->known);
}

/* The number of a session; the first time it is a new one. */
static unsigned
number_of(struct replay *r, const char *session)
{
	const size_t *number = id_table_find(&r->sessions, session);

	if (number)
		return (unsigned)*number;
	id_table_set(&r->sessions, session, r->scenario->sessions);
	return r->scenario->sessions++;
}

static bool
begins(const struct wcs_hook *h)
{
	const struct method *m = methods_find(h->name);

	return m && (m->role == ROLE_BEGINS || m->role == ROLE_ARRIVES);
}

/* What it is about, as a key; to be freed. */
static char *
key_of(const struct journal_line *e, const struct wcs_hook *h, bool of_session)
{
	static const enum body_member ids[] = { MEMBER_CALL_ID, MEMBER_ID,
						MEMBER_MEDIA_SESSION_ID };
	const char *id = "";
	char *key;
	size_t i;

	for (i = 0; i < sizeof ids / sizeof *ids && !of_session; i++)
		if (e->body[ids[i]] && h->type != HOOK_CONNECT)
			id = e->body[ids[i]];
	if (asprintf(&key, "%s %s", e->session ? e->session : "", id) < 0)
		die(EXIT_TEMPORARY, "a key:");
	return key;
}

/* What began a thing is the parent of all that comes of it. */
static void
find_parent(struct replay *r, const struct journal_line *e,
	    struct scenario_step *step)
{
	char *of_id = key_of(e, &step->hook, false);
	char *of_session = key_of(e, &step->hook, true);
	const size_t *parent = id_table_find(&r->begun, of_id);

	if (!parent)
		parent = id_table_find(&r->begun, of_session);
	if (parent && step->hook.type != HOOK_CONNECT)
		step->parent = *parent;
	if (begins(&step->hook))
		id_table_set(&r->begun, of_id, r->scenario->count - 1);
	free(of_id);
	free(of_session);
}

static void
add_step(struct replay *r, const struct journal_line *e,
	 const struct json_token *body)
{
	const struct json_scan *s = &e->scan;
	struct scenario_step *step = scenario_add(r->scenario);
	struct wcs_hook h = { e->hook, HOOK_EVENT };

	scenario_hook(e->hook, &h);
	step->hook = (struct wcs_hook){ copy(h.name), h.type };
	step->raw = strndup(s->text + body->start, body->end - body->start);
	if (!step->raw ||
	    asprintf(&step->path, "line %zu", r->scenario->count) < 0)
		die(EXIT_TEMPORARY, "a recorded hook:");
	json_members_read(&step->body, s, body);
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
read_line(struct replay *r, struct journal_line *e, const char *line,
	  size_t len)
{
	const struct json_token *body;

	if (len == 0)
		return;
	if (journal_line_read(e, line, len)) {
		r->left_out++;
		return;
	}
	if (r->only && (!e->session || strcmp(e->session, r->only) != 0))
		return;
	body = json_token_member(&e->scan, json_token_root(&e->scan), "body");
	if (body && body->kind == JSON_OBJECT && is_plain(e->hook))
		add_step(r, e, body);
	else
		r->left_out++;
}

static int
read_day(struct replay *r, const char *path)
{
	FILE *f = fopen(path, "rbe");
	struct journal_line e = { 0 };
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	if (!f)
		return -1;
	while ((len = getline(&line, &room, f)) > 0)
		if (line[len - 1] == '\n')
			read_line(r, &e, line, (size_t)len - 1);
	free(line);
	journal_line_free(&e);
	return fclose(f);
}

struct scenario *
replay_read(const char *state_dir, timestamp day, const char *session,
	    unsigned *left_out, struct buffer *error)
{
	struct replay r = { .scenario = scenario_new(), .only = session };
	char path[PATH_MAX], text[TIMESTAMP_SIZE];

	r.scenario->sessions = 0;
	timestamp_format(text, sizeof text, day);
	snprintf(path, sizeof path, "%s/journal/%.4s%.2s%.2s.ndjson", state_dir,
		 text, text + 5, text + 8);
	if (read_day(&r, path))
		buffer_printf(error, "%s: %s", path, strerror(errno));
	else if (r.scenario->count == 0)
		buffer_printf(error, "%s: there is no hook%s%s", path,
			      session ? " of session " : "",
			      session ? session : "");
	id_table_free(&r.sessions);
	id_table_free(&r.begun);
	*left_out = r.left_out;
	r.scenario->about = copy("what the journal has of a day");
	if (error->len == 0)
		return r.scenario;
	scenario_free(r.scenario);
	return NULL;
}
