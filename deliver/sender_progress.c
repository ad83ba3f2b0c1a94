/* sender_progress - what becomes of the batch of a sender. */

#include "sender_progress.h"

#include <string.h>

#include "backoff.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/str.h"
#include "base/timestamp.h"
#include "delivery/dead_letters.h"
#include "delivery/delivery_note.h"
#include "replay.h"

void
sender_progress_wait(struct sender *s, const struct sender_world *w,
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
	if (s->batch.count && !s->is_unsaved)
		str_copy(note.head, sizeof note.head, s->batch.at[0].id);
	delivery_note_write(w->state_dir, s->to->name, &note);
}

void
sender_progress_recover(struct sender *s, const struct sender_world *w)
{
	if (s->trouble.text[0]) {
		log_warn("destination %s: works again", s->to->name);
		delivery_note_write(w->state_dir, s->to->name, NULL);
	}
	s->trouble.text[0] = '\0';
	s->failures = 0;
	s->state = SENDER_IDLE;
}

int
sender_progress_save(struct sender *s, const struct sender_world *w)
{
	struct error e;

	if (delivery_position_write(&s->position, w->state_dir, s->to->name,
				    &e)) {
		sender_progress_wait(s, w, &e, 0);
		return -1;
	}
	s->is_unsaved = false;
	return 0;
}

void
sender_progress_take(struct sender *s)
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

void
sender_progress_move_on(struct sender *s, const struct sender_world *w)
{
	sender_progress_take(s);
	s->is_unsaved = true;
	if (sender_progress_save(s, w) == 0)
		sender_progress_recover(s, w);
}

void
sender_progress_bury(struct sender *s, const struct sender_world *w, int status,
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
		sender_progress_wait(s, w, &e, 0);
		return;
	}
	log_warn("destination %s: %s is a dead letter: %s", s->to->name, m->id,
		 why);
	s->position.dead++;
	sender_progress_move_on(s, w);
}

/* Only one message that is refused can be put aside. */
static void
put_aside(struct sender *s, const struct sender_world *w,
	  const struct outcome_of_send *o)
{
	if (s->batch.count == 1) {
		sender_progress_bury(s, w, o->status, o->error.text);
		return;
	}
	s->batch_max = s->batch.count / 2;
	s->state = SENDER_IDLE;
}

void
sender_progress_end_batch(struct sender *s, const struct sender_world *w,
			  const struct outcome_of_send *o)
{
	struct error e;

	if (o->kind == SENT_FAILED) {
		sender_progress_wait(s, w, &o->error, o->retry_after);
		return;
	}
	if (o->kind == SENT_REFUSED) {
		put_aside(s, w, o);
		return;
	}
	if (s->is_replay && replay_end(s, w, NULL, &e)) {
		sender_progress_wait(s, w, &e, 0);
		return;
	}
	s->position.delivered += s->batch.count;
	if (s->batch_max < s->to->batch)
		s->batch_max = s->batch_max * 2 < s->to->batch
				   ? s->batch_max * 2
				   : s->to->batch;
	sender_progress_move_on(s, w);
}
