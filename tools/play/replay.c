/* replay - makes a scenario of a day of the journal. */

#include "replay.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/hash_index.h"
#include "base/json_token.h"
#include "base/lines.h"
#include "base/str.h"
#include "journal/day_reader.h"
#include "protocol/methods.h"

/* A map from names to numbers. */
struct id_table {
	struct hash_index index; /* rows count from 1 */
	char **names;
	size_t *numbers;
	size_t count;
};

/* A day that is read. */
struct replay {
	struct scenario *scenario;
	const char *only_session; /* or NULL: all */
	timestamp before;	  /* time of the step before; 0: none */
	unsigned left_out;
	struct id_table sessions; /* their numbers in the scenario */
	struct id_table begun;	  /* steps that began an entity, by its key */
};

static uint64_t
hash_of(const char *text)
{
	return hash_bytes(HASH_START, text, strlen(text));
}

/* The number of that name, until the next id_table_set(); or NULL. */
static size_t *
id_table_find(const struct id_table *t, const char *name)
{
	uint64_t hash = hash_of(name);
	size_t position = 0;
	int64_t row;

	while ((row = hash_index_next(&t->index, hash, &position)))
		if (strcmp(t->names[row - 1], name) == 0)
			return &t->numbers[row - 1];
	return NULL;
}

static void
id_table_set(struct id_table *t, const char *name, size_t number)
{
	size_t *known = id_table_find(t, name);

	if (known) {
		*known = number;
		return;
	}
	t->names = reallocarray(t->names, t->count + 1, sizeof *t->names);
	t->numbers = reallocarray(t->numbers, t->count + 1, sizeof *t->numbers);
	if (!t->names || !t->numbers)
		die(EXIT_TEMPORARY, "cannot store the ids of a day:");
	t->names[t->count] = str_dup(name);
	t->numbers[t->count++] = number;
	hash_index_add(&t->index, hash_of(name), (int64_t)t->count);
}

static void
id_table_free(struct id_table *t)
{
	while (t->count > 0)
		free(t->names[--t->count]);
	free(t->names);
	free(t->numbers);
	hash_index_free(&t->index);
}

/* The number of a session in the scenario; a new session gets the next. */
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

/* The session and the id of the entity, as a key that the caller frees. */
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
		die(EXIT_TEMPORARY, "cannot make the key of a hook:");
	return key;
}

/* The step that began an entity is the parent of the later ones about it. */
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
	step->hook = (struct wcs_hook){ str_dup(h.name), h.type };
	step->raw = str_dup_len(s->text + body->start, body->end - body->start);
	if (asprintf(&step->path, "line %zu", r->scenario->count) < 0)
		die(EXIT_TEMPORARY, "cannot store a recorded hook:");
	json_members_read(&step->body, s, body);
	if (r->before && e->time > r->before)
		step->after = (double)(e->time - r->before) / 1e6;
	r->before = e->time;
	step->session = number_of(r, e->session ? e->session : "");
	step->expect.outcome = EXPECT_ANY;
	step->expect.status = e->status;
	find_parent(r, e, step);
}

/* The name in the journal is the end of any URL that somebody sent. */
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
	if (r->only_session &&
	    (!e->session || strcmp(e->session, r->only_session) != 0))
		return;
	body = json_token_member(&e->scan, json_token_root(&e->scan), "body");
	if (body && body->kind == JSON_OBJECT && is_plain(e->hook))
		add_step(r, e, body);
	else
		r->left_out++;
}

static int
read_day(struct replay *r, const char *state_dir, const char *file,
	 struct error *error)
{
	struct journal_days days;
	struct day_reader day;
	struct lines l = { .read = day_reader_read_lines, .arg = &day };
	struct journal_line e = { 0 };
	const char *line;
	size_t len;
	int got = -1;

	if (journal_days_open(&days, state_dir))
		return error_set(error, "%s/journal:", state_dir);
	if (day_reader_open(&day, days.dir, file)) {
		if (errno == ENOENT)
			error_set(error, "%s/journal/%s:", state_dir, file);
		else
			day_reader_explain(&day, error);
	} else {
		l.end = day_reader_size(&day);
		while ((got = lines_next(&l, &line, &len)) == 1)
			read_line(r, &e, line, len);
		if (got < 0)
			day_reader_explain(&day, error);
		day_reader_close(&day);
	}
	lines_free(&l);
	journal_line_free(&e);
	journal_days_close(&days);
	return got;
}

struct scenario *
replay_read(const char *state_dir, timestamp day, const char *session,
	    unsigned *left_out, struct error *error)
{
	struct replay r = { .scenario = scenario_new(),
			    .only_session = session };
	char file[DAY_FILE_SIZE];
	int bad;

	r.scenario->sessions = 0;
	day_file_name(file, day / 1000000);
	bad = read_day(&r, state_dir, file, error);
	if (!bad && r.scenario->count == 0)
		bad =
		    error_set(error, "%s/journal/%s: no hook%s%s can be played",
			      state_dir, file, session ? " of session " : "",
			      session ? session : "");
	id_table_free(&r.sessions);
	id_table_free(&r.begun);
	*left_out = r.left_out;
	r.scenario->about = str_dup("the recorded hooks of a day");
	if (!bad)
		return r.scenario;
	scenario_free(r.scenario);
	return NULL;
}
