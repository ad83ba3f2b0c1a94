/* cdr - one record for each call that is over, for billing. */

#include <getopt.h>

#include "list.h"
#include "option.h"

static const struct out_column columns[] = {
	{ "src", OUT_TEXT },	     { "dst", OUT_TEXT },
	{ "dcontext", OUT_TEXT },    { "clid", OUT_TEXT },
	{ "direction", OUT_TEXT },   { "start", OUT_MOMENT },
	{ "answer", OUT_MOMENT },    { "end", OUT_MOMENT },
	{ "duration", OUT_SPAN },    { "billsec", OUT_SPAN },
	{ "disposition", OUT_TEXT }, { "uniqueid", OUT_TEXT },
	{ "hangup", OUT_TEXT },	     { "info", OUT_TEXT },
	{ "rule", OUT_TEXT },
};

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
	/* By the column that has an index; a call begins with its first line,
	 * or, when that came late, before. */
	q = sql_prepare(db, "SELECT src, dst, dcontext, clid, direction, start,"
			    " answer, end, duration, billsec, disposition,"
			    " uniqueid, hangup, info, rule FROM cdr"
			    " WHERE first >= ?1 AND first < ?2"
			    " ORDER BY first, row");
	if (!q)
		return cannot("ask the index: %s", sql_error(db));
	query_set(q, 1, since);
	query_set(q, 2, until);
	/* Each page is wanted once: to keep them costs more than it gives. */
	sql_run(db, "PRAGMA cache_size = -2048");
	return list_print(db, q, columns, sizeof columns / sizeof *columns, as);
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
