/* index_keeper - the index, kept up to date. */

#include "index_keeper.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "index/expiry.h"
#include "index/fold.h"

/* Microseconds between two folds. */
#define FOLD_INTERVAL INT64_C(200000)

/* Lines that one fold reads, so that requests are not left alone for long. */
#define LINES_MAX 20000

/* Says it once, until it is another one. */
static void
fail(struct index_keeper *k, const char *why)
{
	if (strcmp(k->error.text, why) != 0)
		log_warn("%s", why);
	error_set(&k->error, "%s", why);
}

static void
fold_new(struct index_keeper *k, const struct conf *c)
{
	struct timeouts timeouts = expiry_timeouts(c);
	const struct fold_task task = {
		.state_dir = c->state_dir,
		.timeouts = &timeouts,
		.no_wait = true,
		.lines_max = LINES_MAX,
		.spares_disk = true,
		.sync_to_disk = c->sync_to_disk,
	};
	struct fold_result done;

	if (fold(k->index, &task, &done)) {
		fail(k, done.error.text);
		if (index_meta_mark_corrupt(k->index))
			index_keeper_close(k);
		return;
	}
	if (!done.no_space)
		k->error.text[0] = '\0';
	else
		fail(k, done.error.text);
	k->next = done.unfinished ? 0 : monotonic_now() + FOLD_INTERVAL;
}

void
index_keeper_update(struct index_keeper *k, const struct conf_file *f)
{
	const struct conf *c = &f->current;
	struct error e;

	if (monotonic_now() < k->next)
		return;
	k->next = monotonic_now() + FOLD_INTERVAL;
	if (k->index && index_is_replaced(k->index)) {
		index_close(k->index);
		k->index = NULL;
	}
	if (!k->index && access(c->state_dir, F_OK) == 0) {
		k->index = index_open_small(c->state_dir, &e);
		if (!k->index)
			fail(k, e.text);
	}
	if (k->index)
		fold_new(k, c);
}

void
index_keeper_close(struct index_keeper *k)
{
	if (k->index)
		index_close(k->index);
	k->index = NULL;
}
