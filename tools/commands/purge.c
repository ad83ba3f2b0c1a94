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
#include "cli/confirm.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "erase/oldest_live.h"
#include "index/expiry.h"
#include "journal/journal_days.h"
#include "journal/journal_rewrite.h"

static const moment a_day = INT64_C(86400) * 1000000;

struct purge {
	struct context *x;
	struct days days;
	moment before; /* days that begin before it go */
	moment alive;  /* the first line of what is live */
	size_t days_gone;
	uint64_t lines;
	uint64_t bytes;
};

/*
 * A day may hold lines of whatever is live and was first heard of on that day
 * or before it; from there on all is kept.  Whoever purges may do so because
 * the disk is full, and then the index stays as it is.
 */
static int
find_alive(struct purge *p)
{
	const struct patience patience = stale_patience(&p->x->conf->now);
	struct context *x = p->x;
	struct fold_done done;

	refresh_if_possible(x);
	if (x->index &&
	    alive_since(x->index, x->state_dir, &patience, &p->alive) == 0)
		return 0;
	if (refresh(x, &done))
		return EXIT_CANNOT;
	return alive_since(x->index, x->state_dir, &patience, &p->alive)
		   ? cannot("cannot ask the index: %s",
			    sql_error(index_sql(x->index)))
		   : 0;
}

static bool
is_kept(const struct purge *p, const struct day *day)
{
	return p->alive < days_moment(day->file) + a_day;
}

static uint64_t
count_lines(const struct purge *p, const struct day *day)
{
	char piece[65536], *at;
	int fd = days_file(&p->days, day->file, O_RDONLY);
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
say_day(const struct purge *p, const struct day *day, uint64_t lines, bool kept)
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
		       kept ? "  kept: it may hold what is live" : "");
}

/* Shows what will go, and counts it. */
static void
survey(struct purge *p)
{
	size_t i;

	for (i = 0; i < p->days.count; i++) {
		const struct day *day = &p->days.at[i];
		bool kept = is_kept(p, day);
		uint64_t lines;

		if (days_moment(day->file) >= p->before)
			break;
		lines = count_lines(p, day);
		say_day(p, day, lines, kept);
		if (kept)
			continue;
		p->days_gone++;
		p->lines += lines;
		p->bytes += (uint64_t)day->size;
	}
}

/* Under its lock: a late writer then notices that it has gone. */
static int
remove_day(const struct purge *p, const char *file)
{
	int fd = days_file(&p->days, file, O_RDWR), bad;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	bad = lock_wait(fd) || unlinkat(p->days.dir, file, 0);
	rewrite_clean(&p->days, file);
	close(fd);
	return bad ? -1 : 0;
}

static int
remove_days(struct purge *p)
{
	struct fold_done done;
	size_t i;

	for (i = 0; i < p->days.count; i++) {
		const struct day *day = &p->days.at[i];

		if (days_moment(day->file) >= p->before || is_kept(p, day))
			continue;
		if (remove_day(p, day->file))
			return cannot("cannot remove %s: %s", day->file,
				      strerror(errno));
	}
	if (fsync(p->days.dir))
		return cannot("cannot sync the journal's directory: %s",
			      strerror(errno));
	return refresh_renew(p->x, &done) ? EXIT_CANNOT : EXIT_FINE;
}

static int
read_options(struct purge *p, int argc, char **argv, bool *yes)
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
			return bad_option(c, argv);
		else if (option_moment(optarg, &p->before) ||
			 p->before % a_day != 0)
			return misused("\"%s\" is no date", optarg);
	}
	if (option_end(optind, argc, argv))
		return EXIT_CANNOT;
	if (p->before < 0)
		return misused("--before is missing");
	if (p->before > (moment)time(NULL) * 1000000)
		return misused("the day before that is not over yet");
	return 0;
}

static int
run(struct context *x, int argc, char **argv)
{
	struct purge p = { .x = x, .before = -1 };
	char question[128];
	bool yes = false;
	int code;

	if (read_options(&p, argc, argv, &yes) || find_alive(&p))
		return EXIT_CANNOT;
	if (days_open(&p.days, x->state_dir))
		return cannot("cannot read %s/journal: %s", x->state_dir,
			      strerror(errno));
	survey(&p);
	snprintf(question, sizeof question,
		 "Remove %zu days, %llu lines, %llu bytes, for ever?",
		 p.days_gone, (unsigned long long)p.lines,
		 (unsigned long long)p.bytes);
	if (p.days_gone == 0) {
		if (!x->json)
			puts("there is nothing to remove");
		code = EXIT_FINE;
	} else {
		code = yes ? 0 : ask(question);
		code = code ? code : remove_days(&p);
	}
	days_close(&p.days);
	return code;
}

const struct command purge_command = {
	.name = "purge",
	.summary = "removes the days of the journal before a date",
	.usage =
	    "purge --before DATE [--yes]\n"
	    "  --before DATE  days before it: 2026-11-23, yesterday\n"
	    "  --yes          without asking\n"
	    "Days that may hold what is live are kept.  What only the days\n"
	    "removed told of is gone from the index, too.\n"
	    "\n"
	    "  echoappctl purge --before 2026-11-23\n",
	.run = run,
};
