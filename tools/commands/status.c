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

struct status_report {
	struct command_context *x;
	struct key_values sheet;
	struct journal_days days;
	int64_t unread_bytes; /* bytes that the index had not read */
	struct fold_result done;
	bool has_problem; /* something to complain of */
};

static void
note_problem(struct status_report *s, bool wrong)
{
	s->has_problem = s->has_problem || wrong;
}

static void
print_conf(struct status_report *s)
{
	const struct conf_file *c = s->x->conf;

	key_values_group(&s->sheet, "configuration");
	key_values_text(&s->sheet, "path", c->file.path);
	key_values_flag(&s->sheet, "there", access(c->file.path, F_OK) == 0);
	key_values_flag(&s->sheet, "good", c->usable);
	key_values_text(&s->sheet, "error", c->usable ? NULL : c->error.text);
	key_values_group_end(&s->sheet);
	note_problem(s, !c->usable);
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
print_state(struct status_report *s)
{
	char path[4096];
	bool writable;

	snprintf(path, sizeof path, "%s/journal", s->x->state_dir);
	writable = is_writable(path);
	key_values_group(&s->sheet, "state");
	key_values_text(&s->sheet, "directory", s->x->state_dir);
	key_values_flag(&s->sheet, "there", access(path, F_OK) == 0);
	key_values_flag(&s->sheet, "writable", writable);
	key_values_group_end(&s->sheet);
	note_problem(s, !writable);
}

/* Is it of a time to come?  Some clock is, or was, wrong. */
static bool
is_in_future(timestamp last)
{
	return last != TIMESTAMP_NONE &&
	       last > (timestamp)(time(NULL) + 2) * 1000000;
}

/* A day as a date; the caller's buffer is large enough. */
static const char *
date_of(const struct journal_day *day, char text[TIMESTAMP_SIZE])
{
	timestamp_format(text, TIMESTAMP_SIZE,
			 journal_days_midnight(day->file));
	text[10] = '\0';
	return text;
}

static void
print_journal(struct status_report *s)
{
	const struct journal_days *d = &s->days;
	char text[TIMESTAMP_SIZE];
	timestamp last = TIMESTAMP_NONE;
	int64_t bytes = 0;
	bool torn = false;
	size_t i;
	int fd;

	for (i = 0; i < d->count; i++)
		bytes += d->at[i].size;
	fd = d->count
		 ? journal_days_open_file(d, d->at[d->count - 1].file, O_RDONLY)
		 : -1;
	if (fd >= 0) {
		last = journal_tail_last_time(fd);
		torn = journal_tail_is_torn(fd);
		close(fd);
	}
	key_values_group(&s->sheet, "journal");
	key_values_number(&s->sheet, "days", (int64_t)d->count);
	key_values_number(&s->sheet, "bytes", bytes);
	key_values_text(&s->sheet, "first_day",
			d->count ? date_of(&d->at[0], text) : NULL);
	key_values_text(&s->sheet, "last_day",
			d->count ? date_of(&d->at[d->count - 1], text) : NULL);
	key_values_timestamp(&s->sheet, "last_line", last);
	key_values_flag(&s->sheet, "ahead", is_in_future(last));
	key_values_flag(&s->sheet, "torn", torn);
	note_problem(s, torn || is_in_future(last) || (d->count && fd < 0));
	if (s->x->index) {
		/* Lines that are none are counted under no name. */
		int64_t strange = sql_number(index_sql(s->x->index),
					     "SELECT coalesce(sum(count), 0) "
					     "FROM hook_count WHERE hook = ''");

		if (strange < (int64_t)s->done.malformed)
			strange = (int64_t)s->done.malformed;
		key_values_number(&s->sheet, "unreadable", strange);
		note_problem(s, strange != 0);
	}
	key_values_group_end(&s->sheet);
}

/* How much of the journal it had not read. */
static int64_t
count_unread(const struct status_report *s)
{
	struct checkpoint *known = NULL;
	int64_t bytes = 0;
	int count = index_meta_checkpoints(s->x->index, &known), k;
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
read_index(struct status_report *s)
{
	struct command_context *x = s->x;

	/* Without a state there is nothing to make one of. */
	if (access(x->state_dir, F_OK))
		return;
	x->index = index_open(x->state_dir, NULL);
	if (x->index)
		s->unread_bytes = count_unread(s);
	if (open_index(x, &s->done)) {
		note_problem(s, true);
		if (x->index)
			index_close(x->index);
		x->index = NULL;
	}
}

static void
print_index(struct status_report *s)
{
	struct sql *db = index_sql(s->x->index);

	key_values_group(&s->sheet, "index");
	key_values_number(&s->sheet, "layout",
			  sql_number(db, "PRAGMA user_version"));
	key_values_number(&s->sheet, "bytes",
			  sql_number(db,
				     "SELECT page_count * page_size FROM"
				     " pragma_page_count, pragma_page_size"));
	key_values_number(
	    &s->sheet, "lines",
	    sql_number(db, "SELECT coalesce(sum(count), 0) FROM hook_count"));
	key_values_number(&s->sheet, "behind_lines", (int64_t)s->done.lines);
	key_values_number(&s->sheet, "behind_bytes", s->unread_bytes);
	key_values_flag(&s->sheet, "rebuilt", s->done.rebuilt);
	key_values_group_end(&s->sheet);
}

static void
print_live(struct status_report *s)
{
	enum entity_kind kind;

	key_values_group(&s->sheet, "live");
	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		const char *name = entity_kind_names[kind];
		char query[80];
		int64_t n;

		if (kind == ENTITY_MESSAGE)
			continue;
		snprintf(query, sizeof query,
			 "SELECT count(*) FROM %s INDEXED BY %s_live"
			 " WHERE live",
			 name, name);
		n = sql_number(index_sql(s->x->index), query);
		key_values_number(&s->sheet, name, n);
		note_problem(s, n < 0);
	}
	key_values_group_end(&s->sheet);
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
print_error(void *arg, const struct journal_line *e)
{
	struct key_values *sheet = arg;
	struct buffer line = { 0 };

	if (!sheet->json) {
		line_text_add(&line, e);
		key_values_line(sheet, line.at, line.len);
		buffer_free(&line);
		return;
	}
	key_values_group(sheet, NULL);
	key_values_timestamp(sheet, "time", e->time);
	key_values_text(sheet, "hook", e->hook);
	key_values_number(sheet, "status", e->status);
	key_values_text(sheet, "reason", e->reason);
	key_values_group_end(sheet);
}

static void
print_hooks(struct status_report *s)
{
	struct sql *db = index_sql(s->x->index);
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT coalesce(sum(CASE WHEN status = 200 THEN count END), 0),"
	    " coalesce(sum(CASE WHEN status <> 200 THEN count END), 0),"
	    " coalesce(sum(warnings), 0), coalesce(sum(lost), 0)"
	    " FROM hook_count WHERE hook <> ''");
	int64_t errors = 0;

	key_values_group(&s->sheet, "hooks");
	if (q && sql_query_step(q) == 1) {
		errors = sql_query_number(q, 1);
		key_values_number(&s->sheet, "answered",
				  sql_query_number(q, 0));
		key_values_number(&s->sheet, "refused", errors);
		key_values_number(&s->sheet, "answered_today",
				  count_today(db, "= 200"));
		key_values_number(&s->sheet, "refused_today",
				  count_today(db, "<> 200"));
		key_values_number(&s->sheet, "warnings",
				  sql_query_number(q, 2));
		key_values_number(&s->sheet, "lost", sql_query_number(q, 3));
	}
	sql_query_free(q);
	key_values_group_end(&s->sheet);
	if (errors == 0 && !s->x->json)
		return;
	key_values_list(&s->sheet, "last_errors");
	journal_tail_refused(
	    &s->days, errors < ERRORS_SHOWN ? (uint64_t)errors : ERRORS_SHOWN,
	    print_error, &s->sheet);
	key_values_list_end(&s->sheet);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct status_report s = { .x = x, .days = { .dir = -1 } };

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	key_values_begin(&s.sheet, x->json);
	key_values_text(&s.sheet, "version", program_version);
	print_conf(&s);
	if (x->conf->usable) {
		note_problem(&s, conf_health_auth(&s.sheet, &x->conf->current));
		note_problem(&s,
			     conf_health_rules(&s.sheet, &x->conf->current));
		print_state(&s);
		if (journal_days_open(&s.days, x->state_dir)) {
			complain_error("cannot read %s/journal: %s",
				       x->state_dir, strerror(errno));
			note_problem(&s, true);
		}
		read_index(&s);
		print_journal(&s);
		if (x->index) {
			print_index(&s);
			print_live(&s);
			print_hooks(&s);
			conf_health_refusals(&s.sheet, index_sql(x->index));
		}
		journal_days_close(&s.days);
	}
	key_values_flag(&s.sheet, "well", !s.has_problem);
	key_values_end(&s.sheet);
	return s.has_problem ? EXIT_FOUND : EXIT_FINE;
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
	.allows_bad_conf = true,
	.run = run,
};
