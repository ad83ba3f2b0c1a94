/* purge - removes the days of the journal before a date. */

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/sql.h"
#include "cli/confirm.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "cli/progress_bar.h"
#include "index/expiry.h"
#include "index/going_on.h"
#include "index/missing_days.h"
#include "index/progress.h"
#include "index/purge.h"
#include "journal/losses.h"
#include "report/quantity.h"

struct purge_run {
	struct command_context *x;
	struct purge purge;
	bool accepts_missing;
	bool dry_run;	  /* tells what would go, and changes nothing */
	timestamp before; /* days that begin before this are purged */
};

/*
 * On a full disk the index cannot be brought up to date; the old one is then
 * used, as far as it is good enough.
 */
static int
find_going_on(struct purge_run *p)
{
	const struct timeouts timeouts = expiry_timeouts(&p->x->conf->current);
	struct command_context *x = p->x;

	if (open_index_if_possible(x, 0) && x->index &&
	    going_on_read(&p->purge.going_on, x->index, x->state_dir, &timeouts,
			  p->before) == 0)
		return 0;
	if (open_index_sealed(x, 0))
		return EXIT_TROUBLE;
	return going_on_read(&p->purge.going_on, x->index, x->state_dir,
			     &timeouts, p->before)
		   ? complain_error("cannot read the index: %s",
				    sql_error(index_sql(x->index)))
		   : 0;
}

static void
print_day(const struct purge_run *p, const struct purge_day *d)
{
	char date[DAY_FILE_DATE_SIZE], bytes[QUANTITY_SIZE];

	day_file_date(date, d->file);
	if (p->x->json) {
		printf("{\"day\":\"%s\",\"lines\":%llu,"
		       "\"bytes\":%llu,\"kept_lines\":%llu,\"kept\":%s}\n",
		       date, (unsigned long long)d->lines,
		       (unsigned long long)d->bytes,
		       (unsigned long long)d->kept_lines,
		       d->kept_lines ? "true" : "false");
		return;
	}
	printf("%s UTC  %10llu lines  %8s", date, (unsigned long long)d->lines,
	       quantity_bytes(bytes, (int64_t)d->bytes));
	if (d->kept_lines)
		printf("  %llu lines stay: their calls or connections go on",
		       (unsigned long long)d->kept_lines);
	putchar('\n');
}

/* Counts and prints what will go. */
static int
preview(struct purge_run *p)
{
	struct error e;
	size_t i;

	if (purge_count(&p->purge, p->x->state_dir, &e))
		return complain_error("%s", e.text);
	for (i = 0; i < p->purge.count; i++)
		/* Not a file with nothing but the sums of an earlier purge. */
		if (p->purge.at[i].lines)
			print_day(p, &p->purge.at[i]);
	return 0;
}

static int
remove_lines(struct purge_run *p)
{
	struct timeouts timeouts;
	struct fold_task task = open_index_task(p->x, &timeouts);
	struct progress_bar bar;
	struct error e;
	int bad;

	/* So that no index is made while only a part of the lines has gone. */
	task.lock = open_index_lock(p->x);
	if (task.lock < 0)
		return EXIT_TROUBLE;
	task.progress = progress_bar_set;
	task.arg = &bar;
	progress_bar_start(&bar, NULL, 0);
	bad = purge_execute(&p->purge, p->x->index, &task, false, &e);
	progress_bar_end(&bar);
	close(task.lock);
	return bad ? complain_error("%s; when that is solved, purge again",
				    e.text)
		   : EXIT_FINE;
}

static int
ask_and_remove(struct purge_run *p, bool yes)
{
	char question[128], bytes[QUANTITY_SIZE];
	int code;

	if (p->purge.lines == 0) {
		if (!p->x->json)
			puts("there is nothing to remove");
		return EXIT_FINE;
	}
	quantity_bytes(bytes, (int64_t)p->purge.bytes);
	if (p->dry_run) {
		if (!p->x->json)
			printf("%llu lines, %s would go; nothing was changed\n",
			       (unsigned long long)p->purge.lines, bytes);
		return EXIT_FINE;
	}
	snprintf(question, sizeof question,
		 "Remove %llu lines of %zu days in UTC, %s, for ever?",
		 (unsigned long long)p->purge.lines, p->purge.days_changed,
		 bytes);
	code = yes ? 0 : confirm(question);
	return code ? code : remove_lines(p);
}

/* Days that are gone are no problem any more. */
static int
accept_missing(struct purge_run *p)
{
	char first[DAY_FILE_DATE_SIZE];
	int lock, count, bad;

	if (open_index_sealed(p->x, 0))
		return EXIT_TROUBLE;
	lock = open_index_lock(p->x);
	if (lock < 0)
		return EXIT_TROUBLE;
	count = missing_days_count(p->x->index, first);
	bad = count < 0 ||
	      (count > 0 && !p->dry_run &&
	       (index_begin(p->x->index) || missing_days_accept(p->x->index) ||
		index_commit(p->x->index)));
	close(lock);
	if (bad)
		return complain_error("cannot write to the index: %s",
				      sql_error(index_sql(p->x->index)));
	if (p->x->json)
		printf("{\"missing_days\":%d}\n", count);
	else if (count == 0)
		puts("no day is missing");
	else
		printf("%d days are gone, the first is %s UTC: %s\n", count,
		       first, p->dry_run ? "nothing was changed" : "accepted");
	return EXIT_FINE;
}

/* Completes a purge that was killed. */
static int
resume(struct purge_run *p)
{
	char path[PATH_MAX];
	struct error e;
	int lock, bad;

	snprintf(path, sizeof path, "%s/journal", p->x->state_dir);
	if (access(path, F_OK))
		return 0;
	lock = open_index_lock(p->x);
	if (lock < 0)
		return EXIT_TROUBLE;
	bad = purge_resume(p->x->state_dir, &e);
	close(lock);
	return bad ? complain_error("%s", e.text) : 0;
}

static int
read_options(struct purge_run *p, int argc, char **argv, bool *yes)
{
	static const struct option options[] = {
		{ "before", required_argument, NULL, 'b' },
		{ "missing", no_argument, NULL, 'm' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "yes", no_argument, NULL, 'y' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'y')
			*yes = true;
		else if (c == 'n')
			p->dry_run = true;
		else if (c == 'm')
			p->accepts_missing = true;
		else if (c != 'b')
			return complain_option(c, argv);
		else if (option_day(optarg, &p->before))
			return EXIT_TROUBLE;
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	if (p->before >= 0 && p->accepts_missing)
		return complain_usage("give one of --before and --missing");
	if (p->accepts_missing)
		return 0;
	if (p->before < 0)
		return complain_usage("--before is missing");
	if (p->before > (timestamp)time(NULL) * 1000000)
		return complain_usage(
		    "--before is in the future: give today or "
		    "earlier");
	return 0;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct purge_run p = {
		.x = x,
		.purge.days.dir = -1,
		.before = -1,
	};
	bool yes = false;
	int code;

	if (read_options(&p, argc, argv, &yes))
		return EXIT_TROUBLE;
	if (p.accepts_missing)
		return accept_missing(&p);
	if ((!p.dry_run && resume(&p)) || find_going_on(&p))
		return EXIT_TROUBLE;
	code = preview(&p) ? EXIT_TROUBLE : ask_and_remove(&p, yes);
	if (code == EXIT_FINE && !p.dry_run)
		losses_accept(x->state_dir, p.before);
	purge_free(&p.purge);
	return code;
}

const struct command purge_command = {
	.name = "purge",
	.summary = "removes what the journal tells from before a date",
	.usage =
	    "purge --before DATE [--dry-run] [--yes]\n"
	    "purge --missing [--dry-run]\n"
	    "  --before DATE  2026-11-23, today, yesterday: days of the "
	    "journal,\n"
	    "                 which are in UTC whatever --tz says\n"
	    "  --dry-run      lists what would go, and changes nothing\n"
	    "  --yes          does not ask\n"
	    "  --missing      accepts the loss of days whose files are gone\n"
	    "A call or the like that is live, or that ended on a later day,\n"
	    "stays with all its lines.  Counters go on: the sums of what was\n"
	    "removed stay in the last file before the date.\n"
	    "keep_days in echoapp.conf has this done without you.\n"
	    "\n"
	    "  echoappctl purge --before 2026-11-23\n",
	.run = run,
};
