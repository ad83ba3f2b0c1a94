/* status - is all well, and how much is there? */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/sql.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "index/time_series.h"
#include "journal/journal_days.h"
#include "journal/reverse_lines.h"
#include "report/conf_health.h"
#include "report/journal_tail.h"
#include "report/key_values.h"
#include "report/line_text.h"

#define ERRORS_SHOWN 5

struct status {
	struct context *x;
	struct sheet sheet;
	struct days days;
	int64_t behind; /* bytes that the index had not read */
	struct fold_done done;
	bool wrong; /* something to complain of */
};

static void
complain(struct status *s, bool wrong)
{
	s->wrong = s->wrong || wrong;
}

static void
say_conf(struct status *s)
{
	const struct conf_file *c = s->x->conf;

	sheet_group(&s->sheet, "configuration");
	sheet_text(&s->sheet, "path", c->file.path);
	sheet_flag(&s->sheet, "there", access(c->file.path, F_OK) == 0);
	sheet_flag(&s->sheet, "good", c->good);
	sheet_text(&s->sheet, "error", c->good ? NULL : c->error);
	sheet_group_end(&s->sheet);
	complain(s, !c->good);
}

/* Writers make what is missing, in the nearest directory that is there. */
static bool
is_writable(const char *dir)
{
	char path[4096], *slash;

	snprintf(path, sizeof path, "%s", dir);
	while (access(path, F_OK) && errno == ENOENT &&
	       (slash = strrchr(path, '/')) && slash > path)
		*slash = '\0';
	return access(path, W_OK | X_OK) == 0;
}

static void
say_state(struct status *s)
{
	char path[4096];
	bool writable;

	snprintf(path, sizeof path, "%s/journal", s->x->state_dir);
	writable = is_writable(path);
	sheet_group(&s->sheet, "state");
	sheet_text(&s->sheet, "directory", s->x->state_dir);
	sheet_flag(&s->sheet, "there", access(path, F_OK) == 0);
	sheet_flag(&s->sheet, "writable", writable);
	sheet_group_end(&s->sheet);
	complain(s, !writable);
}

/* Does it still end without a newline, when a writer had time to add it? */
static bool
is_torn(int fd)
{
	const struct timespec a_while = { .tv_nsec = 50000000 };
	struct stat st;
	int tries;

	for (tries = 0; tries < 3; tries++) {
		if (tries)
			nanosleep(&a_while, NULL);
		if (fstat(fd, &st) || st.st_size == back_end(fd))
			return false;
	}
	return true;
}

/* Is it of a time to come?  Some clock is, or was, wrong. */
static bool
is_ahead(moment last)
{
	return last != NEVER && last > (moment)(time(NULL) + 2) * 1000000;
}

/* A day as a date; the caller's buffer is large enough. */
static const char *
date_of(const struct day *day, char text[MOMENT_SIZE])
{
	moment_write(text, MOMENT_SIZE, days_moment(day->file));
	text[10] = '\0';
	return text;
}

static void
say_journal(struct status *s)
{
	const struct days *d = &s->days;
	char text[MOMENT_SIZE];
	moment last = NEVER;
	int64_t bytes = 0;
	bool torn = false;
	size_t i;
	int fd;

	for (i = 0; i < d->count; i++)
		bytes += d->at[i].size;
	fd = d->count ? days_file(d, d->at[d->count - 1].file, O_RDONLY) : -1;
	if (fd >= 0) {
		last = recent_line(fd);
		torn = is_torn(fd);
		close(fd);
	}
	sheet_group(&s->sheet, "journal");
	sheet_number(&s->sheet, "days", (int64_t)d->count);
	sheet_number(&s->sheet, "bytes", bytes);
	sheet_text(&s->sheet, "first_day",
		   d->count ? date_of(&d->at[0], text) : NULL);
	sheet_text(&s->sheet, "last_day",
		   d->count ? date_of(&d->at[d->count - 1], text) : NULL);
	sheet_moment(&s->sheet, "last_line", last);
	sheet_flag(&s->sheet, "ahead", is_ahead(last));
	sheet_flag(&s->sheet, "torn", torn);
	complain(s, torn || is_ahead(last) || (d->count && fd < 0));
	if (s->x->index) {
		/* Lines that are none are counted under no name. */
		int64_t strange = sql_number(index_sql(s->x->index),
					     "SELECT coalesce(sum(count), 0) "
					     "FROM tally WHERE hook = ''");

		if (strange < (int64_t)s->done.strange)
			strange = (int64_t)s->done.strange;
		sheet_number(&s->sheet, "unreadable", strange);
		complain(s, strange != 0);
	}
	sheet_group_end(&s->sheet);
}

/* How much of the journal it had not read. */
static int64_t
behind(const struct status *s)
{
	struct position *known = NULL;
	int64_t bytes = 0;
	int count = index_positions(s->x->index, &known), k;
	size_t i;

	for (i = 0; i < s->days.count; i++) {
		bytes += s->days.at[i].size;
		for (k = 0; k < count; k++)
			if (strcmp(known[k].file, s->days.at[i].file) == 0 &&
			    known[k].inode == s->days.at[i].inode)
				bytes -= known[k].offset;
	}
	free(known);
	return bytes;
}

static void
open_index(struct status *s)
{
	struct context *x = s->x;

	/* Without a state there is nothing to make one of. */
	if (access(x->state_dir, F_OK))
		return;
	x->index = index_open(x->state_dir);
	if (x->index)
		s->behind = behind(s);
	if (refresh(x, &s->done)) {
		complain(s, true);
		if (x->index)
			index_close(x->index);
		x->index = NULL;
	}
}

static void
say_index(struct status *s)
{
	struct sql *db = index_sql(s->x->index);

	sheet_group(&s->sheet, "index");
	sheet_number(&s->sheet, "layout",
		     sql_number(db, "PRAGMA user_version"));
	sheet_number(&s->sheet, "bytes",
		     sql_number(db, "SELECT page_count * page_size FROM"
				    " pragma_page_count, pragma_page_size"));
	sheet_number(
	    &s->sheet, "lines",
	    sql_number(db, "SELECT coalesce(sum(count), 0) FROM tally"));
	sheet_number(&s->sheet, "behind_lines", (int64_t)s->done.lines);
	sheet_number(&s->sheet, "behind_bytes", s->behind);
	sheet_flag(&s->sheet, "rebuilt", s->done.rebuilt);
	sheet_group_end(&s->sheet);
}

static void
say_live(struct status *s)
{
	enum about about;

	sheet_group(&s->sheet, "live");
	for (about = 0; about < ABOUTS; about++) {
		const char *name = about_names[about];
		char query[80];
		int64_t n;

		if (about == MESSAGE)
			continue;
		snprintf(query, sizeof query,
			 "SELECT count(*) FROM %s INDEXED BY %s_live"
			 " WHERE live",
			 name, name);
		n = sql_number(index_sql(s->x->index), query);
		sheet_number(&s->sheet, name, n);
		complain(s, n < 0);
	}
	sheet_group_end(&s->sheet);
}

/* Hooks since midnight (UTC), as the index has summed them up. */
static int64_t
count_today(struct sql *db, const char *status)
{
	time_t now = time(NULL);
	char query[160];

	snprintf(query, sizeof query,
		 "SELECT coalesce(sum(count), 0) FROM series WHERE unit = %d"
		 " AND begin >= %lld AND hook <> '' AND status %s",
		 (int)SERIES_HOUR, (long long)(now - now % 86400), status);
	return sql_number(db, query);
}

static void
say_error(void *arg, const struct event *e)
{
	struct sheet *sheet = arg;
	struct buffer line = { 0 };

	if (!sheet->json) {
		readable_add(&line, e);
		sheet_line(sheet, line.at, line.len);
		buffer_free(&line);
		return;
	}
	sheet_group(sheet, NULL);
	sheet_moment(sheet, "time", e->time);
	sheet_text(sheet, "hook", e->hook);
	sheet_number(sheet, "status", e->status);
	sheet_text(sheet, "reason", e->reason);
	sheet_group_end(sheet);
}

static void
say_hooks(struct status *s)
{
	struct sql *db = index_sql(s->x->index);
	struct query *q = sql_prepare(
	    db,
	    "SELECT coalesce(sum(CASE WHEN status = 200 THEN count END), 0),"
	    " coalesce(sum(CASE WHEN status <> 200 THEN count END), 0),"
	    " coalesce(sum(odd), 0), coalesce(sum(lost), 0)"
	    " FROM tally WHERE hook <> ''");
	int64_t errors = 0;

	sheet_group(&s->sheet, "hooks");
	if (q && query_step(q) == 1) {
		errors = query_number(q, 1);
		sheet_number(&s->sheet, "answered", query_number(q, 0));
		sheet_number(&s->sheet, "refused", errors);
		sheet_number(&s->sheet, "answered_today",
			     count_today(db, "= 200"));
		sheet_number(&s->sheet, "refused_today",
			     count_today(db, "<> 200"));
		sheet_number(&s->sheet, "odd", query_number(q, 2));
		sheet_number(&s->sheet, "lost", query_number(q, 3));
	}
	query_free(q);
	sheet_group_end(&s->sheet);
	if (errors == 0 && !s->x->json)
		return;
	sheet_list(&s->sheet, "last_errors");
	recent_refused(&s->days,
		       errors < ERRORS_SHOWN ? (uint64_t)errors : ERRORS_SHOWN,
		       say_error, &s->sheet);
	sheet_list_end(&s->sheet);
}

static int
run(struct context *x, int argc, char **argv)
{
	struct status s = { .x = x, .days = { .dir = -1 } };

	if (option_end(1, argc, argv))
		return EXIT_CANNOT;
	sheet_begin(&s.sheet, x->json);
	sheet_text(&s.sheet, "version", version);
	say_conf(&s);
	if (x->conf->good) {
		complain(&s, health_of_auth(&s.sheet, &x->conf->now));
		complain(&s, health_of_rules(&s.sheet, &x->conf->now));
		say_state(&s);
		if (days_open(&s.days, x->state_dir)) {
			cannot("cannot read %s/journal: %s", x->state_dir,
			       strerror(errno));
			complain(&s, true);
		}
		open_index(&s);
		say_journal(&s);
		if (x->index) {
			say_index(&s);
			say_live(&s);
			say_hooks(&s);
			health_refusals(&s.sheet, index_sql(x->index));
		}
		days_close(&s.days);
	}
	sheet_flag(&s.sheet, "well", !s.wrong);
	sheet_end(&s.sheet);
	return s.wrong ? EXIT_FOUND : EXIT_FINE;
}

const struct command status_command = {
	.name = "status",
	.summary = "is all well, and how much is there?",
	.usage = "status\n"
		 "Exits with 1 when something is wrong: the configuration, a\n"
		 "journal that cannot be written, lines that are none or of\n"
		 "a time to come.\n"
		 "\n"
		 "  echoappctl status --json\n",
	.takes_broken = true,
	.run = run,
};
