/* sender - takes the messages of one destination to it. */

#include "sender.h"

#include <string.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "delivery/dead_letters.h"
#include "delivery/delivery_note.h"
#include "file_writer.h"
#include "hooks_source.h"
#include "records_source.h"
#include "replay.h"
#include "sender_progress.h"
#include "transport.h"

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
	return sender_progress_save(s, w);
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
		sender_progress_wait(s, w, &e, 0);
	s->is_replay = letters > 0;
	if (letters)
		return letters < 0 ? -1 : 0;
	batch_start(&s->batch, &s->position);
	for (i = 0; i < 2 && !s->batch.count; i++) {
		hooks = s->hooks_first == (i == 0);
		if (hooks ? !s->of_hooks : !s->of_records)
			continue;
		if (collect_from(s, w, hooks, &more, &e)) {
			sender_progress_wait(s, w, &e, 0);
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

/* Messages that go into another file than the first need another batch. */
static int
trim(struct sender *s, const struct sender_world *w)
{
	size_t fitting = s->batch.count;

	if (s->to->kind == DESTINATION_CSV || s->to->kind == DESTINATION_JSON)
		fitting = file_writer_count(s->to, &s->batch);
	if (fitting == s->batch.count)
		return 0;
	if (collect_fewer(s, w, fitting))
		return -1;
	s->batch_max = s->to->batch;
	return 0;
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
		sender_progress_bury(s, w, 0, why.text);
}

/* What was left out needs no disk at once. */
static void
pass_over(struct sender *s, const struct sender_world *w)
{
	if (s->batch.moved) {
		sender_progress_take(s);
		if (!s->is_unsaved)
			s->wake = monotonic_now() + SAVE_INTERVAL;
		s->is_unsaved = true;
	}
	if (s->is_unsaved && monotonic_now() >= s->wake)
		sender_progress_save(s, w);
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
				sender_progress_wait(s, w, &e, 0);
			return false;
		}
	}
	if (s->state == SENDER_WAITING) {
		s->state = SENDER_IDLE;
		if (s->is_unsaved) {
			if (sender_progress_save(s, w))
				return false;
			sender_progress_recover(s, w);
		}
	}
	if (!w->index || collect(s, w, &rest))
		return false;
	if (s->batch.count && trim(s, w) == 0) {
		transport_send(s, w);
		return s->state == SENDER_IDLE;
	}
	pass_over(s, w);
	return rest;
}

void
sender_close(struct sender *s, const struct sender_world *w)
{
	struct error e;

	transport_close(s, w);
	if (s->is_unsaved && delivery_position_write(&s->position, w->state_dir,
						     s->to->name, &e))
		log_warn("destination %s: %s", s->to->name, e.text);
	batch_free(&s->batch);
}
