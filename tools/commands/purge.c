/* purge - removes the days of the journal before a date. */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/lock.h"
#include "base/sql.h"
#include "base/time_text.h"
#include "cli/confirm.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "erase/oldest_live.h"
#include "index/expiry.h"
#include "journal/journal_days.h"
#include "journal/journal_rewrite.h"

static const timestamp one_day = INT64_C(86400) * 1000000;

struct purge_run {
	struct command_context *x;
	struct journal_days days;
	timestamp before;      /* days that begin before this go */
	timestamp oldest_live; /* first line of the oldest live entity */
	size_t days_removed;
	uint64_t lines;
	uint64_t bytes;
};

/*
 * An entity that is live may have lines on any day since its first line; those
 * days are kept.  On a full disk the index cannot be brought up to date; the
 * old one is then used, as far as it is good enough.
 */
static int
find_oldest_live(struct purge_run *p)
{
	const struct timeouts timeouts = expiry_timeouts(&p->x->conf->current);
	struct command_context *x = p->x;
	struct fold_result done;

	open_index_if_possible(x);
	if (x->index && oldest_live(x->index, x->state_dir, &timeouts,
				    &p->oldest_live) == 0)
		return 0;
	if (open_index(x, &done))
		return EXIT_TROUBLE;
	return oldest_live(x->index, x->state_dir, &timeouts, &p->oldest_live)
		   ? complain_error("cannot read the index: %s",
				    sql_error(index_sql(x->index)))
		   : 0;
}

static bool
is_kept(const struct purge_run *p, const struct journal_day *day)
{
	return p->oldest_live < journal_days_midnight(day->file) + one_day;
}

static uint64_t
count_lines(const struct purge_run *p, const struct journal_day *day)
{
	char piece[65536], *at;
	int fd = journal_days_open_file(&p->days, day->file, O_RDONLY);
	uint64_t lines = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, piece, sizeof piece)) > 0)
		for (at = piece;
		     (at = memchr(at, '\n', (size_t)(n - (at - piece)))); at++)
			lines++;
	if (fd >= 0)
		close(fd);
	return lines;
}

static void
print_day(const struct purge_run *p, const struct journal_day *day,
	  uint64_t lines, bool kept)
{
	if (p->x->json)
		printf("{\"day\":\"%.4s-%.2s-%.2s\",\"lines\":%llu,"
		       "\"bytes\":%llu,\"kept\":%s}\n",
		       day->file, day->file + 4, day->file + 6,
		       (unsigned long long)lines, (unsigned long long)day->size,
		       kept ? "true" : "false");
	else
		printf("%.4s-%.2s-%.2s  %10llu lines  %12llu bytes%s\n",
		       day->file, day->file + 4, day->file + 6,
		       (unsigned long long)lines, (unsigned long long)day->size,
		       kept ? "  kept: it may have live entities" : "");
}

/* Prints and counts the days that will go. */
static void
preview(struct purge_run *p)
{
	size_t i;

	for (i = 0; i < p->days.count; i++) {
		const struct journal_day *day = &p->days.at[i];
		bool kept = is_kept(p, day);
		uint64_t lines;

		if (journal_days_midnight(day->file) >= p->before)
			break;
		lines = count_lines(p, day);
		print_day(p, day, lines, kept);
		if (kept)
			continue;
		p->days_removed++;
		p->lines += lines;
		p->bytes += (uint64_t)day->size;
	}
}

/* Under the lock of the file, so that a late writer notices. */
static int
remove_day(const struct purge_run *p, const char *file)
{
	int fd = journal_days_open_file(&p->days, file, O_RDWR), bad;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	bad = lock_wait(fd) || unlinkat(p->days.dir, file, 0);
	journal_rewrite_clean(&p->days, file);
	close(fd);
	return bad ? -1 : 0;
}

static int
remove_days(struct purge_run *p)
{
	struct fold_result done;
	size_t i;

	for (i = 0; i < p->days.count; i++) {
		const struct journal_day *day = &p->days.at[i];

		if (journal_days_midnight(day->file) >= p->before ||
		    is_kept(p, day))
			continue;
		if (remove_day(p, day->file))
			return complain_error("cannot remove %s: %s", day->file,
					      strerror(errno));
	}
	if (fsync(p->days.dir))
		return complain_error("cannot sync the journal's directory: %s",
				      strerror(errno));
	return open_index_replace(p->x, &done) ? EXIT_TROUBLE : EXIT_FINE;
}

static int
read_options(struct purge_run *p, int argc, char **argv, bool *yes)
{
	static const struct option options[] = {
		{ "before", required_argument, NULL, 'b' },
		{ "yes", no_argument, NULL, 'y' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'y')
			*yes = true;
		else if (c != 'b')
			return complain_option(c, argv);
		else if (time_text_parse(optarg, &p->before) ||
			 p->before % one_day != 0)
			return complain_usage("\"%s\" is not a date: give "
					      "2026-11-23, today or yesterday",
					      optarg);
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
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
	struct purge_run p = { .x = x, .before = -1 };
	char question[128];
	bool yes = false;
	int code;

	if (read_options(&p, argc, argv, &yes) || find_oldest_live(&p))
		return EXIT_TROUBLE;
	if (journal_days_open(&p.days, x->state_dir))
		return complain_error("cannot read %s/journal: %s",
				      x->state_dir, strerror(errno));
	preview(&p);
	snprintf(question, sizeof question,
		 "Remove %zu days, %llu lines, %llu bytes for ever?",
		 p.days_removed, (unsigned long long)p.lines,
		 (unsigned long long)p.bytes);
	if (p.days_removed == 0) {
		if (!x->json)
			puts("there is nothing to remove");
		code = EXIT_FINE;
	} else {
		code = yes ? 0 : confirm(question);
		code = code ? code : remove_days(&p);
	}
	journal_days_close(&p.days);
	return code;
}

const struct command purge_command = {
	.name = "purge",
	.summary = "removes the days of the journal before a date",
	.usage =
	    "purge --before DATE [--yes]\n"
	    "  --before DATE  2026-11-23, today, yesterday\n"
	    "  --yes          does not ask\n"
	    "Days on which a live call or the like may have lines are kept.\n"
	    "The index forgets what only the removed days tell.\n"
	    "\n"
	    "  echoappctl purge --before 2026-11-23\n",
	.run = run,
};
