/* status - is all well, and how much is there?  For a person, or as JSON. */

#include <stdio.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/sandbox.h"
#include "base/sql.h"
#include "base/time_zone.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "index/fold.h"
#include "report/journal_tail.h"
#include "report/line_text.h"
#include "report/summary.h"
#include "report/summary_noted.h"
#include "report/summary_print.h"

#define ERRORS_SHOWN 5

struct status_report {
	struct command_context *x;
	struct key_values sheet;
	struct summary summary;
	struct error index_error;
	struct error holder;   /* of the lock for folds, if it was in vain */
	int64_t unread_bytes;  /* that the index had not folded before */
	uint64_t unread_lines; /* and the lines */
	bool rebuilt;	       /* the index, because the journal changed */
};

static int
fold_lines(struct status_report *r, uint64_t lines_max)
{
	struct command_context *x = r->x;
	struct timeouts timeouts;
	struct fold_task task = open_index_task(x, &timeouts);
	struct fold_result done = { 0 };

	task.no_wait = lines_max > 0;
	task.lines_max = lines_max;
	if (fold(x->index, &task, &done))
		return error_set(&r->index_error, "%s", done.error.text);
	if (done.busy && lines_max == 0) {
		summary_name_holder(&r->holder, x->state_dir);
		r->summary.lock_holder = r->holder.text;
		r->summary.lag = summary_lag(x->index, x->state_dir);
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
update_index(struct status_report *r)
{
	struct command_context *x = r->x;

	/* Without a state directory there is nothing to index. */
	if (access(x->state_dir, F_OK))
		return;
	deadline_set(DEADLINE_MS);
	x->index = index_open(x->state_dir, &r->index_error);
	if (!x->index)
		return;
	r->unread_bytes = summary_lag(x->index, x->state_dir);
	if (fold_lines(r, SUMMARY_FOLD_LINES) == 0) {
		r->summary.lag = summary_lag(x->index, x->state_dir);
		fold_lines(r, 0);
	}
	deadline_renew();
}

static void
print_conf(struct status_report *r)
{
	const struct conf_file *c = r->x->conf;

	key_values_group(&r->sheet, "configuration");
	key_values_text(&r->sheet, "path", c->file.path);
	key_values_text(&r->sheet, "found", r->x->conf_found);
	key_values_flag(&r->sheet, "there", !c->missing);
	key_values_flag(&r->sheet, "good", r->summary.conf_good);
	key_values_timestamp(&r->sheet, "since",
			     summary_noted_conf_since(&r->summary));
	key_values_text(&r->sheet, "error",
			r->summary.conf_good ? NULL : c->error.text);
	key_values_text(&r->sheet, "timezone", time_zone_name());
	key_values_group_end(&r->sheet);
}

static void
print_state(struct status_report *r)
{
	key_values_group(&r->sheet, "state");
	key_values_text(&r->sheet, "directory", r->x->state_dir);
	key_values_flag(&r->sheet, "there", r->summary.journal_exists);
	key_values_flag(&r->sheet, "writable", !r->summary.write_error.text[0]);
	key_values_group_end(&r->sheet);
}

/* A day of the journal is a day in UTC. */
static void
print_day(struct status_report *r, const char *name,
	  const struct journal_day *day)
{
	char date[DAY_FILE_DATE_SIZE], text[sizeof date + sizeof " UTC"];

	if (day) {
		day_file_date(date, day->file);
		snprintf(text, sizeof text, "%s%s", date,
			 r->sheet.json ? "" : " UTC");
	}
	key_values_text(&r->sheet, name, day ? text : NULL);
}

static void
print_journal(struct status_report *r)
{
	const struct summary *s = &r->summary;
	const struct journal_days *d = &s->days;

	key_values_group(&r->sheet, "journal");
	key_values_number(&r->sheet, "days", (int64_t)d->count);
	key_values_number(&r->sheet, "bytes", s->journal_bytes);
	print_day(r, "first_day", d->count ? &d->at[0] : NULL);
	print_day(r, "last_day", d->count ? &d->at[d->count - 1] : NULL);
	key_values_timestamp(&r->sheet, "last_line", s->last_line);
	key_values_flag(&r->sheet, "ahead", s->is_in_future);
	key_values_flag(&r->sheet, "torn", s->is_torn);
	if (s->counts)
		key_values_number(&r->sheet, "unreadable",
				  s->counts->unreadable_in_journal);
	if (s->counts)
		key_values_number(&r->sheet, "missing_days",
				  s->counts->missing_days);
	key_values_group_end(&r->sheet);
}

static void
print_index(struct status_report *r)
{
	struct sql *db = index_sql(r->x->index);

	key_values_group(&r->sheet, "index");
	key_values_number(&r->sheet, "layout",
			  sql_number(db, "PRAGMA user_version"));
	key_values_number(&r->sheet, "bytes",
			  sql_number(db,
				     "SELECT page_count * page_size FROM"
				     " pragma_page_count, pragma_page_size"));
	key_values_number(
	    &r->sheet, "counted_lines",
	    sql_number(db, "SELECT coalesce(sum(count), 0) FROM hook_count"));
	key_values_number(&r->sheet, "behind_lines", (int64_t)r->unread_lines);
	key_values_number(&r->sheet, "behind_bytes", r->unread_bytes);
	key_values_flag(&r->sheet, "rebuilt", r->rebuilt);
	key_values_group_end(&r->sheet);
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
print_hooks(struct status_report *r)
{
	const struct summary_counts *c = r->summary.counts;
	const int64_t shown =
	    c->refused < ERRORS_SHOWN ? c->refused : ERRORS_SHOWN;

	key_values_group(&r->sheet, "hooks");
	key_values_number(&r->sheet, "answered", c->answered);
	key_values_number(&r->sheet, "refused", c->refused);
	key_values_number(&r->sheet, "answered_today", c->answered_today);
	key_values_number(&r->sheet, "refused_today", c->refused_today);
	key_values_number(&r->sheet, "warnings", c->warnings);
	key_values_number(&r->sheet, "lost", r->summary.lost);
	key_values_group_end(&r->sheet);
	if (shown == 0 && !r->sheet.json)
		return;
	key_values_list(&r->sheet, "last_errors");
	journal_tail_refused(&r->summary.days, (uint64_t)shown, print_error,
			     &r->sheet);
	key_values_list_end(&r->sheet);
}

static void
print_refusal(void *arg, const struct summary_refusal *refusal)
{
	struct key_values *sheet = arg;

	key_values_group(sheet, NULL);
	key_values_text(sheet, "rule", refusal->rule);
	key_values_text(sheet, "hook", refusal->hook);
	key_values_number(sheet, "count", refusal->count);
	key_values_timestamp(sheet, "last", refusal->last);
	key_values_group_end(sheet);
}

static void
print_report(struct status_report *r)
{
	const struct conf *c = &r->x->conf->current;
	struct summary *s = &r->summary;

	key_values_begin(&r->sheet, r->x->json);
	key_values_text(&r->sheet, "version", program_version);
	print_conf(r);
	if (r->x->conf->usable) {
		summary_print_files(&r->sheet, s, s->files, c->rules_file);
		summary_print_sandbox(&r->sheet, c->sandbox,
				      c->sandbox ? sandbox_possible() : 0);
		print_state(r);
		print_journal(r);
		summary_print_purge(&r->sheet, s);
	}
	if (s->index)
		print_index(r);
	if (s->counts) {
		summary_print_live(&r->sheet, s->counts);
		print_hooks(r);
		key_values_list(&r->sheet, "refused_by");
		summary_counts_refusals(index_sql(s->index), print_refusal,
					&r->sheet);
		key_values_list_end(&r->sheet);
	}
	summary_print_verdict(&r->sheet, s);
	key_values_end(&r->sheet);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct status_report r = {
		.x = x,
		.summary = { .conf = x->conf, .lag = -1 },
	};
	struct summary *s = &r.summary;
	struct summary_files files;
	struct summary_counts counts;

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	if (x->conf->usable) {
		summary_check_files(&files, &x->conf->current);
		update_index(&r);
		s->files = &files;
		s->index = x->index;
		s->index_error = r.index_error.text;
		if (x->index && summary_counts_read(&counts, x->index) == 0)
			s->counts = &counts;
	}
	summary_read(s);
	print_report(&r);
	summary_close(s);
	return s->well ? EXIT_FINE : EXIT_FOUND;
}

const struct command status_command = {
	.name = "status",
	.summary = "is all well, and how much is there?",
	.usage = "status\n"
		 "Prints the configuration, the journal, the index, what is\n"
		 "live, and how many hooks were answered and refused.  Exits\n"
		 "with 1 when there are problems, and lists them at the end.\n"
		 "\n"
		 "  echoappctl status --json\n",
	.allows_bad_conf = true,
	.run = run,
};
