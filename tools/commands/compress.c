/* compress - compresses closed days of the journal. */

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/option.h"
#include "cli/progress_bar.h"
#include "command.h"
#include "journal/journal_pack.h"
#include "report/quantity.h"

static int
read_options(timestamp *before, int argc, char **argv)
{
	static const struct option options[] = {
		{ "before", required_argument, NULL, 'b' },
		{ NULL, 0, NULL, 0 },
	};
	const timestamp limit = journal_pack_limit(timestamp_now());
	int c;

	*before = limit;
	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c != 'b')
			return complain_option(c, argv);
		if (option_day(optarg, before))
			return EXIT_TROUBLE;
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	if (*before > limit)
		return complain_usage("today and yesterday stay as they are, "
				      "because late hooks are written to them");
	return 0;
}

static void
print_day(const struct command_context *x, const struct journal_day *day,
	  off_t bytes)
{
	char date[DAY_FILE_DATE_SIZE], before[QUANTITY_SIZE],
	    after[QUANTITY_SIZE];

	day_file_date(date, day->file);
	if (x->json)
		printf("{\"day\":\"%s\",\"bytes\":%lld,"
		       "\"compressed\":%lld}\n",
		       date, (long long)journal_days_bytes(day),
		       (long long)bytes);
	else
		printf("%s UTC  %8s, compressed %8s\n", date,
		       quantity_bytes(before, journal_days_bytes(day)),
		       quantity_bytes(after, bytes));
	fflush(stdout);
}

static off_t
bytes_due(const struct journal_days *d, timestamp before)
{
	off_t bytes = 0;
	size_t i;

	for (i = 0; i < d->count; i++)
		if (journal_pack_is_due(&d->at[i], before))
			bytes += journal_days_bytes(&d->at[i]);
	return bytes;
}

/* The days before this one, and as much of this one. */
struct day_progress {
	struct progress_bar *bar;
	uint64_t before, day;
};

static void
show_progress(void *arg, off_t bytes)
{
	const struct day_progress *p = arg;
	const uint64_t done = (uint64_t)bytes;

	progress_bar_set(p->bar, p->before + (done < p->day ? done : p->day),
			 p->bar->total);
}

static int
compress_days(const struct command_context *x, const struct journal_days *d,
	      timestamp before)
{
	struct progress_bar bar;
	struct day_progress day = { .bar = &bar };
	const struct journal_pack_progress progress = { show_progress, &day };
	bool found = false;
	struct error e;
	off_t bytes;
	size_t i;

	progress_bar_start(&bar, NULL, (uint64_t)bytes_due(d, before));
	for (i = 0; i < d->count; i++) {
		if (!journal_pack_is_due(&d->at[i], before))
			continue;
		found = true;
		day.day = (uint64_t)journal_days_bytes(&d->at[i]);
		if (journal_pack_day(d, &d->at[i], &progress, &bytes, &e)) {
			progress_bar_end(&bar);
			return complain_error("%s", e.text);
		}
		progress_bar_end(&bar);
		print_day(x, &d->at[i], bytes);
		day.before += day.day;
	}
	progress_bar_end(&bar);
	if (!found && !x->json)
		puts("there is nothing to compress");
	return EXIT_FINE;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct journal_days d;
	timestamp before;
	int code;

	if (read_options(&before, argc, argv))
		return EXIT_TROUBLE;
	if (journal_days_open(&d, x->state_dir))
		return complain_error("cannot read %s/journal: %s",
				      x->state_dir, strerror(errno));
	code = compress_days(x, &d, before);
	journal_days_close(&d);
	return code;
}

const struct command compress_command = {
	.name = "compress",
	.summary = "compresses closed days of the journal",
	.usage =
	    "compress [--before DATE]\n"
	    "  --before DATE  only days before DATE: 2026-11-23 (yesterday), "
	    "in UTC\n"
	    "All programs go on reading the days, which become .ndjson.zst;\n"
	    "compress_after in echoapp.conf has this done without you.\n"
	    "\n"
	    "  echoappctl compress\n",
	.run = run,
};
