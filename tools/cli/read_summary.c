/* read_summary - the verdict on the state, for commands. */

#include "read_summary.h"

#include <unistd.h>

#include "base/deadline.h"
#include "index/fold.h"
#include "open_index.h"

static int
fold_lines(struct read_summary *r, const struct command_context *x,
	   uint64_t lines_max)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	struct fold_result done = { 0 };

	task.no_wait = lines_max > 0;
	task.lines_max = lines_max;
	if (fold(r->index, &task, &done))
		return error_set(&r->index_error, "%s", done.error.text);
	if (done.busy && lines_max == 0) {
		summary_name_holder(&r->holder, x->state_dir);
		r->summary.lock_holder = r->holder.text;
		r->summary.lag = summary_lag(r->index, x->state_dir);
	}
	r->unread_lines += done.lines;
	r->rebuilt = r->rebuilt || done.rebuilt;
	return 0;
}

/*
 * Folds as much as any reader does at once, and judges then how far the index
 * is behind; what is printed is up to date.
 */
static void
update_index(struct read_summary *r, const struct command_context *x)
{
	/* Without a state directory there is nothing to index. */
	if (access(x->state_dir, F_OK))
		return;
	deadline_set(DEADLINE_MS);
	r->index = index_open(x->state_dir, &r->index_error);
	if (!r->index)
		return;
	r->unread_bytes = summary_lag(r->index, x->state_dir);
	if (fold_lines(r, x, SUMMARY_FOLD_LINES) == 0) {
		r->summary.lag = summary_lag(r->index, x->state_dir);
		fold_lines(r, x, 0);
	}
	deadline_renew();
}

void
read_summary(struct read_summary *r, const struct command_context *x)
{
	struct summary *s = &r->summary;

	*r = (struct read_summary){ .summary = { .conf = x->conf, .lag = -1 } };
	if (x->conf->usable) {
		summary_check_files(&r->files, &x->conf->current);
		update_index(r, x);
		s->files = &r->files;
		s->index = r->index;
		s->index_error = r->index_error.text;
		if (r->index && summary_counts_read(&r->counts, r->index) == 0)
			s->counts = &r->counts;
	}
	summary_read(s);
}

void
read_summary_close(struct read_summary *r)
{
	summary_close(&r->summary);
	if (r->index)
		index_close(r->index);
	r->index = NULL;
}
