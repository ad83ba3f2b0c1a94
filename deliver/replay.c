/* replay - dead letters that an operator wants to be sent once more. */

#include "replay.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "hooks_source.h"
#include "records_source.h"

static bool
is_wanted(const struct sender *s, const struct sender_world *w)
{
	char path[PATH_MAX];

	return delivery_position_path(path, sizeof path, w->state_dir,
				      s->to->name, "replay") &&
	       access(path, F_OK) == 0;
}

int
replay_end(struct sender *s, const struct sender_world *w,
	   const struct dead_letter *died, struct error *e)
{
	if (died && dead_letters_add(w->state_dir, s->to->name, died, e))
		return -1;
	return dead_letters_move(w->state_dir, s->to->name, "replay", NULL,
				 s->batch.at[0].id, e) < 0
		   ? -1
		   : 0;
}

/* 1, 0: it is gone, or -1. */
static int
find(struct sender *s, const struct sender_world *w,
     const struct dead_letter *l, struct error *e)
{
	batch_start(&s->batch, &s->position);
	return strncmp(l->id, "cdr_", 4) == 0
		   ? records_source_find(w->index, l, &s->batch, e)
		   : hooks_source_find(w->state_dir, l, &s->batch, e);
}

static int
bury(const struct sender *s, const struct sender_world *w,
     const struct dead_letter *l, struct error *e)
{
	struct dead_letter gone = *l;

	str_copy(gone.error, sizeof gone.error,
		 "it is no longer kept, or there is a later revision");
	gone.status = 0;
	log_warn("destination %s: %s cannot be replayed: %s", s->to->name,
		 l->id, gone.error);
	if (dead_letters_add(w->state_dir, s->to->name, &gone, e))
		return -1;
	return dead_letters_move(w->state_dir, s->to->name, "replay", NULL,
				 l->id, e) < 0
		   ? -1
		   : 0;
}

int
replay_next(struct sender *s, const struct sender_world *w, struct error *e)
{
	struct dead_letters all;
	int found = 0;
	size_t i;

	if (!is_wanted(s, w))
		return 0;
	if (dead_letters_read(&all, w->state_dir, s->to->name, "replay", e))
		return -1;
	for (i = 0; i < all.count && !found; i++) {
		found = find(s, w, &all.at[i], e);
		if (!found && bury(s, w, &all.at[i], e))
			found = -1;
	}
	dead_letters_free(&all);
	return found;
}
