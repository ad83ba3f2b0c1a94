/* session_facts - what the connect of a session was let through with. */

#include "session_facts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/hash_index.h"
#include "base/str.h"
#include "connect_tail.h"
#include "index/entity_id.h"

/* With more than that in memory, it starts anew from what is not folded. */
#define SESSIONS_MAX ((size_t)1 << 16)
#define BYTES_MAX ((size_t)16 << 20)

struct known_session {
	char *id;      /* of the connection */
	char *facts;   /* NULL: unknown */
	bool is_asked; /* the index and the journal have to be asked */
};

struct session_facts {
	struct live_view *view;
	struct connect_tail *tail;
	bool is_current;  /* all connects that are not folded are known */
	timestamp newest; /* of the connects that came in order */
	int64_t looked;	  /* in which second the index was looked at */
	struct hash_index by_id;
	struct known_session *at;
	size_t count;
	size_t bytes;
	struct buffer text; /* of an answer that is not kept */
};

struct session_facts *
session_facts_new(const char *state_dir, struct live_view *view)
{
	struct session_facts *f = calloc(1, sizeof *f);

	if (!f)
		die(EXIT_TEMPORARY, "cannot allocate the facts of sessions:");
	f->view = view;
	f->tail = connect_tail_new(state_dir);
	return f;
}

static void
forget_all(struct session_facts *f)
{
	while (f->count > 0) {
		f->count--;
		free(f->at[f->count].id);
		free(f->at[f->count].facts);
	}
	hash_index_free(&f->by_id);
	f->bytes = 0;
	f->is_current = false;
}

void
session_facts_free(struct session_facts *f)
{
	if (!f)
		return;
	forget_all(f);
	connect_tail_free(f->tail);
	buffer_free(&f->text);
	free(f->at);
	free(f);
}

static struct known_session *
find(struct session_facts *f, const char *id)
{
	const uint64_t hash = hash_text(HASH_START, id);
	size_t position = 0;
	int64_t row;

	while ((row = hash_index_next(&f->by_id, hash, &position)))
		if (strcmp(f->at[row - 1].id, id) == 0)
			return &f->at[row - 1];
	return NULL;
}

static struct known_session *
add(struct session_facts *f, const char *id)
{
	if ((f->count & (f->count - 1)) == 0) {
		f->at = reallocarray(f->at, f->count ? f->count * 2 : 1,
				     sizeof *f->at);
		if (!f->at)
			die(EXIT_TEMPORARY, "cannot store a session:");
	}
	f->at[f->count++] = (struct known_session){ .id = str_dup(id) };
	hash_index_add(&f->by_id, hash_text(HASH_START, id), (int64_t)f->count);
	f->bytes += strlen(id);
	return &f->at[f->count - 1];
}

static void
set_facts(struct session_facts *f, struct known_session *k, const char *facts)
{
	free(k->facts);
	k->facts = str_dup(facts);
	k->is_asked = false;
	f->bytes += facts ? strlen(facts) : 0;
}

/*
 * A connect that came to the journal.  Of two the later one counts, by the
 * times of the hooks; one that is not later than all before has to be compared
 * with what is in the index.
 */
static void
note_connect(void *arg, const struct journal_line *v)
{
	struct session_facts *f = arg;
	const char *id = entity_id_connection(v);
	struct known_session *k = find(f, id);

	if (!k)
		k = add(f, id);
	set_facts(f, k, v->status == 200 ? v->facts : NULL);
	k->is_asked = v->time <= f->newest;
	if (v->time > f->newest)
		f->newest = v->time;
}

/* Begins with the connects that the index has not folded. */
static void
begin(struct session_facts *f, const struct timeouts *timeouts, timestamp now)
{
	struct connect_tail_start starts[CONNECT_TAIL_DAYS];
	size_t i;

	forget_all(f);
	f->newest = now;
	if (live_view_begin(f->view, timeouts, now))
		return;
	for (i = 0; i < CONNECT_TAIL_DAYS; i++)
		starts[i].offset =
		    live_view_folded(f->view, i, &starts[i].inode);
	live_view_end(f->view);
	f->is_current = connect_tail_begin(f->tail, now, starts) == 0 &&
			connect_tail_read(f->tail, now, note_connect, f) == 0;
}

/* Another index may know more, and the one before is never folded again. */
static bool
is_index_replaced(struct session_facts *f, timestamp now)
{
	const int64_t second = now / TIMESTAMP_SECOND;

	if (second == f->looked)
		return false;
	f->looked = second;
	return live_view_is_replaced(f->view);
}

/* Makes sure that what is known holds at this moment. */
static void
refresh(struct session_facts *f, const struct timeouts *timeouts, timestamp now)
{
	if (!f->is_current || f->count >= SESSIONS_MAX ||
	    f->bytes >= BYTES_MAX || is_index_replaced(f, now) ||
	    connect_tail_read(f->tail, now, note_connect, f))
		begin(f, timeouts, now);
}

/* What the index and the journal say; `k` keeps it, unless it is NULL. */
static const char *
ask(struct session_facts *f, struct known_session *k,
    const struct journal_line *v, const struct timeouts *timeouts,
    timestamp now, const char **why)
{
	const char *facts;

	if (live_view_begin(f->view, timeouts, now)) {
		*why = live_view_error(f->view);
		return NULL;
	}
	facts = live_view_facts(f->view, v);
	f->text.len = 0;
	buffer_str(&f->text, facts ? facts : "");
	buffer_add(&f->text, "", 1);
	if (k)
		set_facts(f, k, facts);
	live_view_end(f->view);
	return f->text.at[0] ? f->text.at : NULL;
}

const char *
session_facts_find(struct session_facts *f, const char *node,
		   const char *session, const struct timeouts *timeouts,
		   timestamp now, const char **why)
{
	const struct journal_line v = { .node = node, .session = session };
	struct known_session *k;
	const char *id, *facts;

	*why = "the connect of this session is not known";
	refresh(f, timeouts, now);
	if (!f->is_current)
		return ask(f, NULL, &v, timeouts, now, why);
	id = entity_id_connection(&v);
	k = find(f, id);
	if (k && !k->is_asked)
		return k->facts;
	if (k || live_view_stored_facts(f->view, id, &f->text, &facts))
		return ask(f, k, &v, timeouts, now, why);
	k = add(f, id);
	set_facts(f, k, facts);
	return k->facts;
}
