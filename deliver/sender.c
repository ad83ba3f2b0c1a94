/* sender - takes the messages of one destination to it. */

#include "sender.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "backoff.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/str.h"
#include "base/timestamp.h"
#include "copy_rows.h"
#include "delivery/dead_letters.h"
#include "delivery/delivery_note.h"
#include "file_writer.h"
#include "hooks_source.h"
#include "records_source.h"
#include "replay.h"

/* A position that only passed what nobody wants is written so often. */
#define SAVE_INTERVAL INT64_C(5000000)

void
sender_open(struct sender *s, const struct sender_world *w,
	    const struct destination *to)
{
	size_t i;

	*s = (struct sender){ .to = to, .batch_max = to->batch };
	s->request.arg = s;
	delivery_note_write(w->state_dir, to->name, NULL);
	for (i = 0; i < w->conf->delivery_count; i++) {
		const struct delivery *d = &w->conf->deliveries[i];

		if (strcmp(d->destination, to->name) != 0)
			continue;
		if (delivery_is_of_records(d))
			s->of_records = true;
		else
			s->of_hooks = true;
	}
}

/* Waits; the trouble is logged once, until it is another one or over. */
static void
wait_after(struct sender *s, const struct sender_world *w,
	   const struct error *why, long seconds)
{
	int64_t wait = backoff_after(++s->failures);
	struct delivery_note note = { .failures = s->failures };

	if (wait < seconds * INT64_C(1000000))
		wait = seconds * INT64_C(1000000);
	if (strcmp(s->trouble.text, why->text) != 0)
		log_warn("destination %s: %s; it is tried again, and what it "
			 "gets is kept until then",
			 s->to->name, why->text);
	if (s->failures == 1)
		s->failed_at = timestamp_now();
	s->trouble = *why;
	s->state = SENDER_WAITING;
	s->wake = monotonic_now() + wait;
	note.since = s->failed_at;
	note.next = timestamp_now() + wait;
	str_copy(note.error, sizeof note.error, why->text);
	if (s->batch.count)
		str_copy(note.head, sizeof note.head, s->batch.at[0].id);
	delivery_note_write(w->state_dir, s->to->name, &note);
}

static void
recover(struct sender *s, const struct sender_world *w)
{
	if (s->trouble.text[0]) {
		log_warn("destination %s: works again", s->to->name);
		delivery_note_write(w->state_dir, s->to->name, NULL);
	}
	s->trouble.text[0] = '\0';
	s->failures = 0;
	s->state = SENDER_IDLE;
}

static int
save(struct sender *s, const struct sender_world *w)
{
	struct error e;

	if (delivery_position_write(&s->position, w->state_dir, s->to->name,
				    &e)) {
		wait_after(s, w, &e, 0);
		return -1;
	}
	s->is_unsaved = false;
	return 0;
}

/*
 * Reads the position, or begins at what there is now.  What a destination does
 * not get is not counted, so that a line that is added later begins then.
 */
static int
begin(struct sender *s, const struct sender_world *w, struct error *e)
{
	struct delivery_position *p = &s->position;
	int known = delivery_position_read(p, w->state_dir, s->to->name, e);
	const bool from_beginning = !known && s->to->from_beginning;

	if (known < 0)
		return -1;
	if (!s->of_records)
		p->records[0] = '\0';
	else if (!p->records[0] &&
		 records_source_begin(w->index, p, from_beginning, e))
		return -1;
	if (!s->of_hooks)
		p->day_count = 0;
	else if (!p->day_count &&
		 hooks_source_begin(w->state_dir, p, from_beginning, e))
		return -1;
	s->has_begun = true;
	return save(s, w);
}

static int
collect_from(struct sender *s, const struct sender_world *w, bool hooks,
	     bool *rest, struct error *e)
{
	return hooks ? hooks_source_collect(w->state_dir, w->conf, s->to->name,
					    &s->batch, s->batch_max, rest, e)
		     : records_source_collect(w->index, w->conf, s->to->name,
					      &s->batch, s->batch_max, rest, e);
}

/* Fills the batch from one source, or if that has nothing, from the other. */
static int
collect(struct sender *s, const struct sender_world *w, bool *rest)
{
	struct error e;
	bool hooks, more;
	int i, letters;

	*rest = false;
	letters = replay_next(s, w, &e);
	if (letters < 0)
		wait_after(s, w, &e, 0);
	s->is_replay = letters > 0;
	if (letters)
		return letters < 0 ? -1 : 0;
	batch_start(&s->batch, &s->position);
	for (i = 0; i < 2 && !s->batch.count; i++) {
		hooks = s->hooks_first == (i == 0);
		if (hooks ? !s->of_hooks : !s->of_records)
			continue;
		if (collect_from(s, w, hooks, &more, &e)) {
			wait_after(s, w, &e, 0);
			return -1;
		}
		*rest |= more;
		if (s->batch.count)
			s->hooks_first = !hooks;
	}
	return 0;
}

/* Fills the batch anew from the same source. */
static int
collect_fewer(struct sender *s, const struct sender_world *w, size_t max)
{
	bool rest;

	s->batch_max = max;
	s->hooks_first = !s->hooks_first;
	return collect(s, w, &rest);
}

static void
post_batch(struct sender *s, const struct sender_world *w)
{
	struct http_request *r = &s->request;
	struct error e;

	if (webhook_secret_refresh(&s->secret, s->to->secret_file, &e)) {
		wait_after(s, w, &e, 0);
		return;
	}
	s->body.len = s->signature.len = 0;
	batch_print(&s->batch, &s->body, s->id, s->to->batch > 1);
	r->url = s->to->to;
	r->ca_file = s->to->ca_file;
	r->timeout = s->to->timeout;
	r->body = s->body.at;
	r->len = s->body.len;
	r->id = s->id;
	r->seconds = time(NULL);
	webhook_secret_sign(&s->secret, s->id, r->seconds,
			    (struct bytes){ s->body.at, s->body.len },
			    &s->signature);
	buffer_byte(&s->signature, '\0');
	r->signature = s->signature.at;
	s->state = SENDER_SENDING;
	http_post_send(w->http, r);
}

/* Of the position only the places in the index and the journal move on. */
static void
take_position(struct sender *s)
{
	const struct delivery_position *after = &s->batch.after;

	memcpy(s->position.records, after->records, sizeof after->records);
	s->position.within_row = after->within_row;
	s->position.within_inode = after->within_inode;
	memcpy(s->position.within_id, after->within_id,
	       sizeof after->within_id);
	memcpy(s->position.days, after->days, sizeof after->days);
	s->position.day_count = after->day_count;
}

/* The batch is done with; the position is on the disk before the next one. */
static void
move_on(struct sender *s, const struct sender_world *w)
{
	take_position(s);
	s->is_unsaved = true;
	if (save(s, w) == 0)
		recover(s, w);
}

/* The message becomes a dead letter, and the next one has its turn. */
static void
bury(struct sender *s, const struct sender_world *w, int status,
     const char *why)
{
	const struct message *m = &s->batch.at[0];
	struct dead_letter letter = {
		.when = m->when,
		.died = timestamp_now(),
		.status = status,
	};
	struct error e;

	str_copy(letter.id, sizeof letter.id, m->id);
	str_copy(letter.error, sizeof letter.error, why);
	if (s->is_replay
		? replay_end(s, w, &letter, &e)
		: dead_letters_add(w->state_dir, s->to->name, &letter, &e)) {
		wait_after(s, w, &e, 0);
		return;
	}
	log_warn("destination %s: %s is a dead letter: %s", s->to->name, m->id,
		 why);
	s->position.dead++;
	move_on(s, w);
}

/* Only one message that is refused can be put aside. */
static void
put_aside(struct sender *s, const struct sender_world *w,
	  const struct outcome_of_send *o)
{
	if (s->batch.count == 1) {
		bury(s, w, o->status, o->error.text);
		return;
	}
	s->batch_max = s->batch.count / 2;
	s->state = SENDER_IDLE;
}

/* An operator wants the message that the destination is stuck at put aside. */
static void
skip_if_wanted(struct sender *s, const struct sender_world *w)
{
	char id[DEAD_LETTER_ID_SIZE];
	struct error why;

	if (!delivery_note_take_skip(w->state_dir, s->to->name, id) ||
	    !s->batch.count || strcmp(s->batch.at[0].id, id) != 0)
		return;
	error_set(&why, "skipped by an operator: %s", s->trouble.text);
	if ((s->batch.count == 1 || collect_fewer(s, w, 1) == 0) &&
	    s->batch.count && strcmp(s->batch.at[0].id, id) == 0)
		bury(s, w, 0, why.text);
}

static void
finish(struct sender *s, const struct sender_world *w,
       const struct outcome_of_send *o)
{
	struct error e;

	if (o->kind == SENT_FAILED) {
		wait_after(s, w, &o->error, o->retry_after);
		return;
	}
	if (o->kind == SENT_REFUSED) {
		put_aside(s, w, o);
		return;
	}
	if (s->is_replay && replay_end(s, w, NULL, &e)) {
		wait_after(s, w, &e, 0);
		return;
	}
	s->position.delivered += s->batch.count;
	if (s->batch_max < s->to->batch)
		s->batch_max = s->batch_max * 2 < s->to->batch
				   ? s->batch_max * 2
				   : s->to->batch;
	move_on(s, w);
}

void
sender_finish_request(struct sender *s, const struct sender_world *w)
{
	struct outcome_of_send o;

	outcome_of_response(&o, &s->request);
	finish(s, w, &o);
}

static void
insert_batch(struct sender *s, const struct sender_world *w)
{
	const struct destination *d = s->to;
	struct error e;

	if (!sql_child_is_running(&s->child) &&
	    sql_child_start(&s->child, destination_kind_names[d->kind], d->to,
			    d->table, &e)) {
		wait_after(s, w, &e, 0);
		return;
	}
	s->body.len = 0;
	copy_rows_add(&s->batch, &s->body);
	s->state = SENDER_SENDING;
	s->sent_at = monotonic_now();
	/* What is wrong is told by its answer, or its end. */
	sql_child_send(&s->child, s->body.at, s->body.len);
}

void
sender_look(struct sender *s, const struct sender_world *w)
{
	const int64_t late = s->sent_at + s->to->timeout * INT64_C(1000000);
	struct outcome_of_send o = { .kind = SENT_FAILED };
	int said;

	if (s->state != SENDER_SENDING || !destination_is_database(s->to))
		return;
	said = sql_child_answer(&s->child, &o.error);
	if (said == 0 && monotonic_now() < late)
		return;
	if (said == 0)
		error_set(&o.error, "the database did not answer within %u s",
			  s->to->timeout);
	else if (said < 0)
		error_set(&o.error, "the process for the database has ended");
	else if (said == SQL_WRITTEN)
		o.kind = SENT_DELIVERED;
	else if (said == SQL_REFUSED)
		o.kind = SENT_REFUSED;
	if (o.kind == SENT_FAILED)
		sql_child_kill(&s->child);
	finish(s, w, &o);
}

/* Files of other days need a batch of their own. */
static void
write_batch(struct sender *s, const struct sender_world *w)
{
	const size_t fitting = file_writer_count(s->to, &s->batch);
	struct error e;

	if (fitting < s->batch.count) {
		if (collect_fewer(s, w, fitting))
			return;
		s->batch_max = s->to->batch;
	}
	if ((file_writer_turn(s->to, &s->batch, &s->position) && save(s, w)))
		return;
	if (file_writer_append(s->to, &s->batch, &s->position, &e)) {
		wait_after(s, w, &e, 0);
		return;
	}
	if (s->is_replay && replay_end(s, w, NULL, &e)) {
		wait_after(s, w, &e, 0);
		return;
	}
	s->position.delivered += s->batch.count;
	move_on(s, w);
}

/* What was left out needs no disk at once. */
static void
pass_over(struct sender *s, const struct sender_world *w)
{
	if (s->batch.moved) {
		take_position(s);
		if (!s->is_unsaved)
			s->wake = monotonic_now() + SAVE_INTERVAL;
		s->is_unsaved = true;
	}
	if (s->is_unsaved && monotonic_now() >= s->wake)
		save(s, w);
}

bool
sender_step(struct sender *s, const struct sender_world *w)
{
	struct error e;
	bool rest;

	if (s->state == SENDER_WAITING)
		skip_if_wanted(s, w);
	if (s->state == SENDER_SENDING ||
	    (s->state == SENDER_WAITING && monotonic_now() < s->wake))
		return false;
	if (!s->has_begun) {
		if (!w->index)
			return false;
		if (begin(s, w, &e)) {
			if (!s->has_begun)
				wait_after(s, w, &e, 0);
			return false;
		}
	}
	if (s->state == SENDER_WAITING) {
		s->state = SENDER_IDLE;
		if (s->is_unsaved) {
			if (save(s, w))
				return false;
			recover(s, w);
		}
	}
	if (!w->index || collect(s, w, &rest))
		return false;
	if (s->batch.count && s->to->kind == DESTINATION_HTTP) {
		post_batch(s, w);
		return false;
	}
	if (s->batch.count && destination_is_database(s->to)) {
		insert_batch(s, w);
		return false;
	}
	if (s->batch.count) {
		write_batch(s, w);
		return s->state == SENDER_IDLE;
	}
	pass_over(s, w);
	return rest;
}

void
sender_close(struct sender *s, const struct sender_world *w)
{
	struct error e;

	http_post_drop(w->http, &s->request);
	sql_child_kill(&s->child);
	if (s->is_unsaved && delivery_position_write(&s->position, w->state_dir,
						     s->to->name, &e))
		log_warn("destination %s: %s", s->to->name, e.text);
	webhook_secret_wipe(&s->secret);
	batch_free(&s->batch);
	buffer_free(&s->body);
	buffer_free(&s->signature);
}
