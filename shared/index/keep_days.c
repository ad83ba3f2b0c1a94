/* keep_days - purges what is older than the configuration says. */

#include "keep_days.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "base/log.h"
#include "base/sql.h"
#include "going_on.h"
#include "journal/day_reader.h"
#include "journal/losses.h"
#include "purge.h"
#include "purge_record.h"

#define MINUTE (60 * TIMESTAMP_SECOND)
#define DAY (1440 * MINUTE)
/* How often it looks, and again after a purge that was killed. */
#define LOOK_EVERY (60 * MINUTE)
#define RESUME_EVERY MINUTE
/* So long a clock must have gone on, if it came to this day by a jump. */
#define CLOCK_TRIAL (10 * MINUTE)

timestamp
keep_days_limit(int64_t keep_days, timestamp now)
{
	return now / DAY * DAY - keep_days * DAY;
}

static bool
was_killed(const char *state_dir)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/journal/.purge", state_dir);
	return access(path, F_OK) == 0;
}

/* The time of a day's first line; TIMESTAMP_NONE: there is none. */
static timestamp
first_time(const struct journal_days *d, const struct journal_day *day)
{
	struct day_reader r;
	struct lines l = { .read = day_reader_read_lines, .arg = &r };
	struct journal_line v = { 0 };
	timestamp time = TIMESTAMP_NONE;
	const char *line;
	size_t len;

	if (day_reader_open(&r, d->dir, day->file))
		return time;
	l.end = day_reader_size(&r);
	if (l.end > 0 && lines_next(&l, &line, &len) == 1 &&
	    journal_line_read(&v, line, len) == 0)
		time = v.time;
	journal_line_free(&v);
	lines_free(&l);
	day_reader_close(&r);
	return time;
}

/*
 * Has the clock come to this day by itself?  Then there are lines of the day
 * before, or it has gone on for a while.
 */
static bool
is_clock_trusted(const struct journal_days *d, timestamp now)
{
	char today[DAY_FILE_SIZE], yesterday[DAY_FILE_SIZE];
	timestamp first;
	size_t i;

	day_file_name(today, (time_t)(now / TIMESTAMP_SECOND));
	day_file_name(yesterday, (time_t)((now - DAY) / TIMESTAMP_SECOND));
	for (i = d->count; i > 0; i--) {
		const struct journal_day *day = &d->at[i - 1];

		if (strcmp(day->file, yesterday) == 0)
			return true;
		if (strcmp(day->file, today) != 0)
			continue;
		first = first_time(d, day);
		if (first != TIMESTAMP_NONE && now - first >= CLOCK_TRIAL)
			return true;
	}
	return false;
}

bool
keep_days_is_due(const char *state_dir, int64_t keep_days, timestamp now)
{
	const timestamp looked = purge_record_looked(state_dir);
	const timestamp every =
	    was_killed(state_dir) ? RESUME_EVERY : LOOK_EVERY;
	struct journal_days days;
	char limit[DAY_FILE_SIZE];
	bool due;

	/* A file of the future is of a clock that was set back. */
	if (!keep_days || (looked <= now && looked > now - every))
		return false;
	if (journal_days_open(&days, state_dir))
		return false;
	day_file_name(limit, (time_t)(keep_days_limit(keep_days, now) /
				      TIMESTAMP_SECOND));
	due = days.count > 0 && strcmp(days.at[0].file, limit) < 0 &&
	      is_clock_trusted(&days, now);
	journal_days_close(&days);
	return due;
}

void
keep_days_resume(const char *state_dir)
{
	struct error e;

	if (was_killed(state_dir) && purge_resume(state_dir, &e))
		log_warn("keep_days: %s", e.text);
}

static int
purge_before(struct index *ix, const struct fold_task *task, timestamp before,
	     struct error *e)
{
	struct purge p = { .days.dir = -1 };
	int bad = 0;

	if (going_on_read(&p.going_on, ix, task->state_dir, task->timeouts,
			  before))
		bad = error_set(e, "cannot read the index: %s",
				sql_error(index_sql(ix)));
	bad = bad || purge_count(&p, task->state_dir, e) ||
	      (p.lines > 0 && purge_execute(&p, ix, task, true, e));
	purge_free(&p);
	return bad;
}

/* What was read before the purge began; purge_execute() writes its own. */
static void
record_failure(const char *state_dir, timestamp before, const struct error *e)
{
	struct purge_record r = {
		.at = timestamp_now(),
		.automatic = true,
		.error = *e,
	};
	char file[DAY_FILE_SIZE];

	day_file_name(file, (time_t)(before / TIMESTAMP_SECOND));
	day_file_date(r.before, file);
	purge_record_write(state_dir, &r);
}

/* After a look that found nothing to remove. */
static void
forget_failure(const char *state_dir)
{
	struct purge_record r;

	purge_record_read(state_dir, &r);
	if (r.at == TIMESTAMP_NONE || !r.error.text[0])
		return;
	r.error.text[0] = '\0';
	purge_record_write(state_dir, &r);
}

void
keep_days_purge(struct index *ix, const struct fold_task *task,
		int64_t keep_days, timestamp now)
{
	const timestamp before = keep_days_limit(keep_days, now);
	struct error e;

	purge_record_look(task->state_dir);
	if (purge_before(ix, task, before, &e) == 0) {
		losses_accept(task->state_dir, before);
		forget_failure(task->state_dir);
		return;
	}
	log_warn("keep_days: %s", e.text);
	record_failure(task->state_dir, before, &e);
}
