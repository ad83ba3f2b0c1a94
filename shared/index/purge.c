/* purge - what is taken out of the journal, and how. */

#include "purge.h"

#include <errno.h>
#include <stdlib.h>

#include "base/log.h"
#include "journal/day_reader.h"
#include "ledger_purge.h"
#include "purge_record.h"

static int
open_days(struct journal_days *days, const char *state_dir, struct error *e)
{
	return journal_days_open(days, state_dir)
		   ? error_set(e, "cannot read %s/journal: %s", state_dir,
			       day_reader_error(errno))
		   : 0;
}

int
purge_resume(const char *state_dir, struct error *e)
{
	struct journal_days days;
	int bad;

	if (open_days(&days, state_dir, e))
		return -1;
	bad = days.dir >= 0 ? purge_days_resume(&days, e) : 0;
	journal_days_close(&days);
	return bad;
}

int
purge_count(struct purge *p, const char *state_dir, struct error *e)
{
	size_t i;

	if (open_days(&p->days, state_dir, e) ||
	    purge_count_days(&p->days, &p->going_on, &p->at, &p->count, e))
		return -1;
	for (i = 0; i < p->count; i++) {
		const struct purge_day *d = &p->at[i];

		p->days_changed += d->lines > d->kept_lines;
		p->lines += d->lines - d->kept_lines;
		p->bytes += d->bytes - d->kept_bytes;
	}
	return 0;
}

void
purge_free(struct purge *p)
{
	free(p->at);
	journal_days_close(&p->days);
	entity_keys_free(&p->going_on);
	*p = (struct purge){ .days.dir = -1 };
}

/* Without space for a second index, the old one goes first. */
static int
rebuild_index(struct index *ix, const struct fold_task *as, struct error *e)
{
	struct fold_task task = *as;
	struct fold_result done;

	task.rebuild = true;
	task.lines_max = 0;
	task.spares_disk = false;
	if (fold(ix, &task, &done) == 0)
		return 0;
	task.rebuild = false;
	task.discard_old = true;
	return fold(ix, &task, &done) ? error_set(e, "%s", done.error.text) : 0;
}

/* The midnight before which days were purged. */
static timestamp
before_of(const struct purge *p)
{
	return journal_days_midnight(p->going_on.before);
}

int
purge_execute(struct purge *p, struct index *ix, const struct fold_task *task,
	      bool automatic, struct error *e)
{
	struct purge_record record = {
		.at = timestamp_now(),
		.days = p->days_changed,
		.lines = p->lines,
		.bytes = p->bytes,
		.automatic = automatic,
	};
	struct error later;
	int bad;

	day_file_date(record.before, p->going_on.before);
	bad = purge_days_check(&p->days, p->at, p->count, e);
	if (!bad) {
		bad = purge_days(&p->days, &p->going_on, p->at, p->count, e);
		/* Also if only some of the days were changed. */
		if (rebuild_index(ix, task, bad ? &later : e))
			bad = -1;
	}
	if (!bad && ledger_purge(ix, task->state_dir, before_of(p), &later) < 0)
		log_warn("the ledger of call records stays as long as it is:"
			 " %s",
			 later.text);
	if (bad) {
		record.days = record.lines = record.bytes = 0;
		record.error = *e;
	}
	purge_record_write(task->state_dir, &record);
	return bad;
}
