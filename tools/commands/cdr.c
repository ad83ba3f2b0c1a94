/* cdr - one record for each call that is over, for billing. */

#include <getopt.h>

#include "cli/list_command.h"
#include "cli/option.h"
#include "report/cdr.h"

static int
run(struct context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "csv", no_argument, NULL, 'c' },
		{ "since", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	enum out_as as = x->json ? OUT_JSON : OUT_TABLE;
	struct sql *db = index_sql(x->index);
	moment since = 0, until = INT64_MAX;
	struct query *q;
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'c')
			as = OUT_CSV;
		else if (c == '?' || c == ':')
			return bad_option(c, argv);
		else if (option_time(optarg, c == 's' ? &since : &until))
			return EXIT_CANNOT;
	}
	if (option_end(optind, argc, argv))
		return EXIT_CANNOT;
	q = cdr_ask(db, since, until);
	if (!q)
		return cannot("cannot ask the index: %s", sql_error(db));
	/* Each page is wanted once: to keep them costs more than it gives. */
	sql_run(db, "PRAGMA cache_size = -2048");
	return list_print(db, q, cdr_columns, CDR_COLUMNS, as);
}

const struct command cdr_command = {
	.name = "cdr",
	.summary = "one record for each call that is over",
	.usage = "cdr [--csv] [--since TIME] [--until TIME]\n"
		 "  --csv          RFC 4180, with a header\n"
		 "  --since TIME   begun then or later\n"
		 "  --until TIME   begun before\n"
		 "\n"
		 "  echoappctl cdr --csv --since yesterday --until today\n",
	.wants_index = true,
	.run = run,
};
