/* status - is all well, and how much is there?  For a person, or as JSON. */

#include <getopt.h>
#include <stdio.h>

#include "base/sandbox.h"
#include "base/sql.h"
#include "base/time_zone.h"
#include "cli/option.h"
#include "cli/read_summary.h"
#include "cli/watch.h"
#include "report/journal_tail.h"
#include "report/line_text.h"
#include "report/refusal_lines.h"
#include "report/summary_noted.h"
#include "report/summary_print.h"

#define ERRORS_SHOWN 5
/* Of these some may have been purged. */
#define ERRORS_READ 1000

struct status_report {
	struct command_context *x;
	struct key_values sheet;
	struct read_summary read;
	const struct summary *summary; /* of `read` */
};

static void
print_conf(struct status_report *r)
{
	const struct conf_file *c = r->x->conf;

	key_values_group(&r->sheet, "configuration");
	key_values_text(&r->sheet, "path", c->file.path);
	key_values_text(&r->sheet, "found", r->x->conf_found);
	key_values_flag(&r->sheet, "there", !c->missing);
	key_values_flag(&r->sheet, "good", r->summary->conf_good);
	key_values_timestamp(&r->sheet, "since",
			     summary_noted_conf_since(r->summary));
	key_values_text(&r->sheet, "error", summary_conf_error(r->summary));
	key_values_text(&r->sheet, "timezone", time_zone_name());
	key_values_group_end(&r->sheet);
}

static void
print_state(struct status_report *r)
{
	key_values_group(&r->sheet, "state");
	key_values_text(&r->sheet, "directory", r->x->state_dir);
	key_values_flag(&r->sheet, "there", r->summary->journal_exists);
	key_values_flag(&r->sheet, "writable",
			!r->summary->write_error.text[0]);
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
	const struct summary *s = r->summary;
	const struct journal_days *d = &s->days;

	key_values_group(&r->sheet, "journal");
	key_values_number(&r->sheet, "days", (int64_t)d->count);
	key_values_bytes(&r->sheet, "bytes", s->journal_bytes);
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
	struct sql *db = index_sql(r->summary->index);

	key_values_group(&r->sheet, "index");
	key_values_number(&r->sheet, "layout",
			  sql_number(db, "PRAGMA user_version"));
	key_values_bytes(&r->sheet, "bytes",
			 sql_number(db,
				    "SELECT page_count * page_size FROM"
				    " pragma_page_count, pragma_page_size"));
	key_values_number(
	    &r->sheet, "counted_lines",
	    sql_number(db, "SELECT coalesce(sum(count), 0) FROM hook_count"));
	key_values_number(&r->sheet, "behind_lines",
			  (int64_t)r->read.unread_lines);
	key_values_bytes(&r->sheet, "behind_bytes", r->read.unread_bytes);
	key_values_flag(&r->sheet, "rebuilt", r->read.rebuilt);
	key_values_group_end(&r->sheet);
}

struct error_list {
	struct key_values *sheet;
	int64_t left; /* to be printed */
};

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

static bool
print_found_error(void *arg, const struct journal_line *e,
		  struct refusal_place at)
{
	struct error_list *list = arg;

	(void)at;
	print_error(list->sheet, e);
	return --list->left > 0;
}

/* The index knows all refusals, unless it is behind. */
static void
print_errors(struct status_report *r, int64_t count)
{
	const struct summary *s = r->summary;
	struct error_list list = { &r->sheet, count };

	if (count == 0)
		return;
	if (s->lag == 0)
		refusal_lines_each(s->index, &s->days, REFUSAL_LINES_END,
				   ERRORS_READ, print_found_error, &list);
	else
		journal_tail_refused(&s->days, (uint64_t)count, print_error,
				     &r->sheet);
}

static void
print_hooks(struct status_report *r)
{
	const struct summary_counts *c = r->summary->counts;
	const int64_t shown =
	    c->refused < ERRORS_SHOWN ? c->refused : ERRORS_SHOWN;

	key_values_group(&r->sheet, "hooks");
	key_values_number(&r->sheet, "answered", c->answered);
	key_values_number(&r->sheet, "refused", c->refused);
	key_values_number(&r->sheet, "answered_today", c->answered_today);
	key_values_number(&r->sheet, "refused_today", c->refused_today);
	key_values_number(&r->sheet, "warnings", c->warnings);
	key_values_number(&r->sheet, "lost", r->summary->lost);
	key_values_group_end(&r->sheet);
	if (shown == 0 && !r->sheet.json)
		return;
	key_values_list(&r->sheet, "last_errors");
	print_errors(r, shown);
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
	const struct summary *s = r->summary;

	key_values_begin(&r->sheet, r->x->json);
	summary_print_verdict(&r->sheet, s);
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
	key_values_end(&r->sheet);
}

static int
print_status(void *context)
{
	struct command_context *x = context;
	struct status_report r = { .x = x, .summary = &r.read.summary };
	bool well;

	read_summary(&r.read, x);
	print_report(&r);
	well = r.summary->well;
	read_summary_close(&r.read);
	return well ? EXIT_FINE : EXIT_FOUND;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "watch", no_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	bool watches = false;
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c != 'w')
			return complain_option(c, argv);
		watches = true;
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	return watches ? watch(x, print_status, x) : print_status(x);
}

const struct command status_command = {
	.name = "status",
	.summary = "is all well, and how much is there?",
	.usage = "status [--watch]\n" WATCH_USAGE
		 "Prints the configuration, the journal, the index, what is\n"
		 "live, and how many hooks were answered and refused.  Exits\n"
		 "with 1 when there are problems, and lists them first.\n"
		 "\n"
		 "  echoappctl status --json\n",
	.allows_bad_conf = true,
	.run = run,
};
