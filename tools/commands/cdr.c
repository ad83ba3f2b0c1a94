/* cdr - prints a record for each call that has ended, for billing. */

#include <getopt.h>

#include "cli/list_command.h"
#include "cli/option.h"
#include "report/cdr.h"

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "csv", no_argument, NULL, 'c' },
		{ "since", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	enum print_format as = x->json ? PRINT_JSON : PRINT_TABLE;
	struct sql *db = index_sql(x->index);
	timestamp since = 0, until = INT64_MAX;
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'c')
			as = PRINT_CSV;
		else if (c == '?' || c == ':')
			return complain_option(c, argv);
		else if (option_time(optarg, c == 's' ? &since : &until))
			return EXIT_TROUBLE;
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	/* Each page of the index is read once: a large cache costs time. */
	sql_exec(db, "PRAGMA cache_size = -2048");
	return list_command_print(db, cdr_prepare(db, since, until),
				  cdr_columns, CDR_COLUMNS, as);
}

const struct command cdr_command = {
	.name = "cdr",
	.summary = "prints a record for each call that has ended",
	.usage = "cdr [--csv] [--since TIME] [--until TIME]\n"
		 "  --csv          as CSV (RFC 4180), with a header\n"
		 "  --since TIME   calls that began at this time or later\n"
		 "  --until TIME   calls that began before this time\n"
		 "\n"
		 "  echoappctl cdr --csv --since yesterday --until today\n",
	.wants_index = true,
	.run = run,
};
