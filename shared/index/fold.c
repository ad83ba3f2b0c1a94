/* fold - applies the journal's new lines to the index. */

#include "fold.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/lines.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/malloc_tune.h"
#include "base/str.h"
#include "call_records.h"
#include "carried_heads.h"
#include "carried_index.h"
#include "checkpoints.h"
#include "disk_space.h"
#include "entity_apply.h"
#include "entity_cache.h"
#include "entity_keys.h"
#include "entity_rows.h"
#include "hook_counts.h"
#include "index_build.h"
#include "index_query.h"
#include "journal/day_file.h"
#include "journal/journal_line.h"
#include "limit_slots.h"
#include "missing_days.h"
#include "progress.h"
#include "refusals.h"
#include "time_series.h"

#define LINES_PER_TRANSACTION 50000
/* The cache's buckets for so many lines, and for a few; powers of two. */
#define REBUILD_BUCKETS ((size_t)1 << 17)
#define BUCKETS ((size_t)1 << 12)
/* With less to read, an empty index is filled in place. */
#define REBUILD_MIN_BYTES ((uint64_t)1 << 20)
#define LINES_PER_CHECKPOINT 2000
/* A clock set back by more makes the index wrong; microseconds. */
#define CLOCK_SLACK INT64_C(10000000)

struct fold {
	struct index *index;
	const struct fold_task *task;
	struct fold_result *result;
	struct entity_cache *cache;
	struct call_records *records;
	struct journal_line line;
	struct hook_counts counts;
	struct time_series series;
	const struct checkpoints *days;
	struct carried_heads heads;  /* see read_heads() */
	struct entity_keys purge;    /* that is at work, or was killed */
	bool is_purged;		     /* the day in hand, by it */
	struct missing_days missing; /* of the index before */
	uint64_t in_batch;
	uint64_t bytes, total; /* for the task's progress() */
	timestamp now;
	char today[DAY_FILE_SIZE]; /* today's file */
	struct progress progress;
};

static int
failed(struct fold_result *r, const char *doing, const char *to)
{
	return error_set(&r->error, "cannot %s %s:", doing, to);
}

static int
failed_index(struct fold *f)
{
	return error_set(&f->result->error, "%s", index_error(f->index));
}

static int
record_calls(struct fold *f, bool last, bool finished)
{
	if (finished &&
	    call_records_record_due(f->records, f->index, f->task->seal))
		return failed_index(f);
	if (call_records_write(f->records, f->index, last, &f->result->error))
		return -1;
	if (f->task->recorded)
		f->task->recorded(f->task->arg);
	return 0;
}

static int
end_batch(struct fold *f, bool last)
{
	bool finished = last && !f->result->unfinished;
	enum entity_kind kind;

	if (finished)
		call_records_finish(f->records);
	else
		call_records_advance(f->records, f->line.time);
	if (entity_cache_save(f->cache, f->task->timeouts, f->now))
		return failed_index(f);
	if (hook_counts_save(&f->counts, f->index) ||
	    time_series_save(&f->series, f->index) ||
	    time_series_purge(f->index, f->now))
		return failed_index(f);
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (entity_rows_reap(f->index, kind, f->now) < 0)
			return failed_index(f);
	if (record_calls(f, last, finished))
		return -1;
	if (limit_slots_purge(f->index, f->now))
		return failed_index(f);
	/* A fold that changed nothing applied no timeout either, and without a
	 * write its commit does not wait for the disk. */
	if (index_has_changes(f->index) &&
	    index_meta_set_clock(f->index, f->now))
		return failed_index(f);
	f->in_batch = 0;
	return index_commit(f->index) ? failed_index(f) : 0;
}

/* A malformed line is counted as a hook without a name. */
static void
count_malformed(struct fold *f)
{
	static const struct journal_line none = { .hook = "" };

	f->result->malformed++;
	hook_counts_add(&f->counts, f->index, &none);
}

/* Reads the carried lines of all days, which few folds need, once. */
static int
read_heads(struct fold *f)
{
	if (f->heads.at ||
	    !carried_heads_read(&f->heads, &f->days->days, &f->result->error))
		return 0;
	f->result->needs_unpacking = errno == ENOTSUP;
	return -1;
}

/* Adds the sums of lines that purge removed. */
static int
fold_carried(struct fold *f)
{
	struct carried c = { 0 };
	int bad;

	if (read_heads(f))
		return -1;
	carried_heads_add(&f->heads, &c, &f->line);
	bad = carried_index_save(&c, f->index);
	carried_free(&c);
	return bad ? failed_index(f) : 0;
}

static void
apply_line(struct fold *f)
{
	struct entity *e = entity_apply_line(f->cache, &f->line);

	if (f->line.slot_count &&
	    limit_slots_take(f->index, &f->line, e, f->now))
		log_warn("%s", index_error(f->index));
}

/* The line begins at that offset of the day's file. */
static int
fold_line(struct fold *f, const char *file, off_t offset, const char *line,
	  size_t len)
{
	int bad = 0;

	if (journal_line_read(&f->line, line, len) == 0) {
		hook_counts_add(&f->counts, f->index, &f->line);
		time_series_add(&f->series, f->index, &f->line, f->now);
		if (refusals_add(f->index, file, offset, &f->line))
			bad = failed_index(f);
		if (!f->is_purged || entity_keys_has(&f->purge, &f->line))
			apply_line(f);
	} else if (f->line.purged && offset == 0) {
		bad = fold_carried(f);
	} else if (len > 0) {
		count_malformed(f);
	}
	f->result->lines++;
	f->in_batch++;
	return bad;
}

static bool
is_limit_reached(const struct fold *f)
{
	return f->task->lines_max && f->result->lines >= f->task->lines_max;
}

/* Saves how far a day was read; commits after LINES_PER_TRANSACTION. */
static int
save_checkpoint(struct fold *f, struct day_reader *day, struct checkpoint *p,
		off_t upto)
{
	f->bytes += (uint64_t)(upto - p->offset);
	p->offset = upto;
	/* The total of compressed days is a guess. */
	if (f->total < f->bytes)
		f->total = f->bytes;
	if (f->task->progress)
		f->task->progress(f->task->arg, f->bytes, f->total);
	p->fingerprint = checkpoints_fingerprint(day, p->offset);
	if (index_meta_set_checkpoint(f->index, p))
		return failed_index(f);
	if (f->in_batch < LINES_PER_TRANSACTION)
		return 0;
	if (end_batch(f, false))
		return -1;
	return index_begin(f->index) ? failed_index(f) : 0;
}

/* After a failure, with its errno. */
static int
cannot_read(struct fold *f, const struct day_reader *day)
{
	f->result->needs_unpacking = errno == ENOTSUP;
	return day_reader_explain(day, &f->result->error);
}

/*
 * Reads a day from its checkpoint to its end as of now: up to its moving end,
 * the fold might never finish.
 */
static int
read_day(struct fold *f, struct day_reader *day, struct checkpoint *p,
	 off_t end)
{
	struct lines l = {
		.read = day_reader_read_lines,
		.arg = day,
		.offset = p->offset,
		.end = end,
	};
	const char *line;
	int got = 0, bad = 0;
	size_t len;

	while (!bad && !is_limit_reached(f) &&
	       (got = lines_next(&l, &line, &len)) == 1) {
		bad =
		    fold_line(f, p->file, l.offset - (off_t)len - 1, line, len);
		if (bad || f->in_batch % LINES_PER_CHECKPOINT != 0)
			continue;
		bad = save_checkpoint(f, day, p, l.offset);
	}
	if (got < 0)
		bad = cannot_read(f, day);
	bad = bad || save_checkpoint(f, day, p, l.offset);
	f->result->unfinished = is_limit_reached(f);
	lines_free(&l);
	return bad;
}

/* Reads what is new of a day, and saves whether it has been compressed. */
static int
read_open_day(struct fold *f, const struct checkpoints *d,
	      struct day_reader *day, struct checkpoint *p)
{
	off_t size = day_reader_size(day);
	int bad = 0;

	f->is_purged =
	    f->purge.before[0] && strncmp(p->file, f->purge.before, 8) < 0;
	if (size > p->offset)
		bad = read_day(f, day, p, size);
	else if (checkpoints_differ(d, p))
		bad = save_checkpoint(f, day, p, p->offset);
	/* A file of a later day remains after the clock was set back; programs
	 * do not write to it. */
	if (!bad && strcmp(p->file, f->today) <= 0) {
		memcpy(f->progress.file, p->file, sizeof f->progress.file);
		f->progress.offset = p->offset - p->packed_bytes;
	}
	return bad;
}

static int
read_days(struct fold *f, const struct checkpoints *d)
{
	size_t i;
	int bad = 0;

	for (i = 0; i < d->days.count && !bad && !f->result->unfinished; i++) {
		struct checkpoint p;
		struct day_reader day;

		if (checkpoints_open_day(d, &d->days.at[i], &day, &p))
			return cannot_read(f, &day);
		bad = read_open_day(f, d, &day, &p);
		day_reader_close(&day);
	}
	return bad;
}

/*
 * A clock that was ahead has made entities stale and purged counts too early;
 * only a rebuild undoes that.
 */
static int
must_rebuild(struct fold *f, const struct checkpoints *d, bool *rebuild)
{
	timestamp clock = index_meta_clock(f->index);
	int valid = checkpoints_are_valid(d, &f->result->error);

	if (valid < 0) {
		f->result->needs_unpacking = errno == ENOTSUP;
		return -1;
	}
	*rebuild = !valid || clock > f->now + CLOCK_SLACK ||
		   call_records_must_rebuild(f->records, f->index) ||
		   (clock == TIMESTAMP_NONE &&
		    checkpoints_unread_bytes(d) > REBUILD_MIN_BYTES);
	return 0;
}

/* What is said of all days together. */
static int
end_days(struct fold *f)
{
	/* A line that tells of the purge may stand after the last one read. */
	if (f->missing.count && read_heads(f))
		return -1;
	if (missing_days_save(&f->missing, f->index, f->heads.before))
		return failed_index(f);
	missing_days_free(&f->missing);
	if (f->result->unfinished || index_meta_is_complete(f->index))
		return 0;
	/* What has to be counted first. */
	if (hook_counts_save(&f->counts, f->index) ||
	    time_series_save(&f->series, f->index) ||
	    missing_days_raise_counts(f->index) ||
	    index_meta_set_complete(f->index))
		return failed_index(f);
	return 0;
}

/* Within a transaction. */
static int
fold_days(struct fold *f, const struct checkpoints *d, bool rebuild)
{
	const timestamp folded =
	    rebuild ? TIMESTAMP_NONE : index_meta_clock(f->index);
	int bad;

	if (call_records_begin(f->records, f->index, rebuild, folded,
			       &f->result->error))
		return -1;
	if (entity_rows_set_timeouts(f->index, f->task->timeouts))
		return failed_index(f);
	if (entity_keys_read(&f->purge, d->days.dir))
		return failed(f->result, "read", "the state of a purge");
	f->days = d;
	f->cache = entity_cache_new(f->index, rebuild,
				    rebuild ? REBUILD_BUCKETS : BUCKETS);
	f->total = checkpoints_unread_bytes(d);
	bad = read_days(f, d) || end_days(f) || end_batch(f, true) ? -1 : 0;
	entity_cache_free(f->cache);
	entity_keys_free(&f->purge);
	carried_heads_free(&f->heads);
	index_set_call_records(f->index, NULL);
	return bad;
}

static int
open_days(struct fold *f, int dir, struct checkpoints *d)
{
	if (checkpoints_open(d, dir, f->index) == 0)
		return 0;
	return errno ? failed(f->result, "read", "the journal's directory")
		     : failed_index(f);
}

/* Folds from the checkpoints on; *rebuild: the index has to be rebuilt. */
static int
fold_onward(struct fold *f, int dir, bool *rebuild)
{
	struct checkpoints d;
	int bad;

	if (index_begin(f->index))
		return failed_index(f);
	bad = open_days(f, dir, &d);
	if (!bad) {
		bad = must_rebuild(f, &d, rebuild);
		f->result->rebuilt |= *rebuild && d.stored_count > 0;
		if (!bad && !*rebuild)
			bad = fold_days(f, &d, false);
		checkpoints_close(&d);
	}
	if (bad || *rebuild)
		index_rollback(f->index);
	return bad;
}

/* Before the index is replaced; one that cannot be read knows nothing. */
static void
read_missing(struct fold *f, int dir)
{
	struct checkpoints d;

	if (f->missing.count || !index_sql(f->index) ||
	    checkpoints_open(&d, dir, f->index))
		return;
	missing_days_read(&f->missing, f->index, &d);
	checkpoints_close(&d);
}

static int
build(struct fold *f, int dir)
{
	struct checkpoints d;
	int bad;

	if (index_build_begin(f->index) || index_begin(f->index))
		return failed_index(f);
	if (open_days(f, dir, &d))
		return -1;
	malloc_tune_keep();
	bad = fold_days(f, &d, true);
	malloc_tune_release();
	checkpoints_close(&d);
	return bad || !index_build_publish(f->index) ? bad : failed_index(f);
}

static int
rebuild_index(struct fold *f, int dir)
{
	int bad;

	read_missing(f, dir);
	bad = build(f, dir);

	/* The old index stays in use. */
	if (bad)
		index_build_abandon(f->index);
	return bad;
}

static int
open_records(struct fold *f)
{
	call_records_close(f->records);
	f->records =
	    call_records_open(f->task->state_dir, f->task->now,
			      f->task->sync_to_disk, &f->result->error);
	return f->records ? 0 : -1;
}

static int
try_fold(struct fold *f, int dir)
{
	bool rebuild = f->task->rebuild;
	int bad = open_records(f);

	if (!bad && !rebuild)
		bad = fold_onward(f, dir, &rebuild);
	return !bad && rebuild ? rebuild_index(f, dir) : bad;
}

/* The descriptor of the lock, held; -1: see the result's `busy`. */
static int
take_lock(const struct fold_task *task, struct fold_result *r)
{
	int fd = progress_open(task->state_dir);

	if (fd < 0)
		return error_set(&r->error,
				 "cannot open %s/index.lock:", task->state_dir);
	if ((task->no_wait ? lock_try(fd) : lock_wait(fd)) == 0)
		return fd;
	r->busy = errno == EWOULDBLOCK || errno == ETIMEDOUT;
	error_set(&r->error, "cannot lock %s/index.lock:", task->state_dir);
	close(fd);
	return -1;
}

/* Under the lock of STATE/index.lock. */
static int
fold_locked(struct index *ix, const struct fold_task *task,
	    struct fold_result *done, int dir, int lock)
{
	struct fold *f = calloc(1, sizeof *f);
	int bad;

	if (!f)
		return error_set(&done->error, "cannot fold:");
	f->index = ix;
	f->task = task;
	f->result = done;
	f->now = task->now ? task->now : (timestamp)time(NULL) * 1000000;
	day_file_name(f->today, (time_t)(f->now / 1000000));
	bad = index_reopen(ix);
	if (task->discard_old) {
		if (!bad)
			read_missing(f, dir);
		bad = index_build_empty(ix);
	}
	bad = bad ? failed_index(f) : try_fold(f, dir);
	/* The journal has all of it, so a corrupt index is replaced. */
	if (bad && index_error_is_corruption(ix)) {
		*done = (struct fold_result){ .rebuilt = true };
		f->counts.count = 0;
		time_series_clear(&f->series);
		f->in_batch = f->bytes = 0;
		bad = open_records(f) || rebuild_index(f, dir) ? -1 : 0;
	}
	if (!bad)
		progress_write(lock, &f->progress);
	index_set_call_records(ix, NULL);
	call_records_close(f->records);
	journal_line_free(&f->line);
	missing_days_free(&f->missing);
	free(f);
	return bad;
}

int
fold(struct index *ix, const struct fold_task *task, struct fold_result *done)
{
	char path[PATH_MAX];
	int lock, dir, bad;

	*done = (struct fold_result){ 0 };
	done->no_space = task->spares_disk &&
			 disk_space_check(task->state_dir, &done->error);
	if (done->no_space)
		return -1;
	snprintf(path, sizeof path, "%s/journal", task->state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Without a journal, the state directory has no day files either. */
	if (dir < 0 && errno == ENOENT)
		dir = open(task->state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return errno == ENOENT ? 0 : failed(done, "open", path);
	lock = task->lock ? task->lock : take_lock(task, done);
	if (lock < 0) {
		close(dir);
		return done->busy ? 0 : -1;
	}
	deadline_renew();
	bad = fold_locked(ix, task, done, dir, lock);
	if (!task->lock)
		close(lock);
	close(dir);
	return bad;
}
