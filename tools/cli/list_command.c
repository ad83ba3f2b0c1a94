/* list - what the commands that list entities share. */

#include "list_command.h"

#include <getopt.h>

#include "base/sql.h"
#include "option.h"
#include "report/entity_list.h"

static int
read_options(struct newest *f, int argc, char **argv)
{
	static const struct option options[] = {
		{ "live", no_argument, NULL, 'l' },
		{ "user", required_argument, NULL, 'u' },
		{ "app", required_argument, NULL, 'a' },
		{ "since", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 't' },
		{ "limit", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (c) {
		case 'l':
			f->live = 1;
			break;
		case 'u':
			f->user = optarg;
			break;
		case 'a':
			f->app = optarg;
			break;
		case 's':
		case 't':
			if (option_time(optarg,
					c == 's' ? &f->since : &f->until))
				return EXIT_CANNOT;
			break;
		case 'n':
			if (option_number(optarg, &f->limit))
				return EXIT_CANNOT;
			break;
		default:
			return bad_option(c, argv);
		}
	}
	return option_end(optind, argc, argv);
}

int
list_print(struct sql *db, struct query *q, const struct out_column *columns,
	   size_t count, enum out_as as)
{
	long rows = out_rows(q, columns, count, as);

	query_free(q);
	return rows < 0 ? cannot("cannot read the index: %s", sql_error(db))
			: EXIT_FINE;
}

int
list_run(struct context *x, const struct list *l, int argc, char **argv)
{
	struct newest f = {
		.about = l->about,
		.select = l->select,
		.live = -1,
		.until = INT64_MAX,
		.first = INT64_MAX,
		.row = INT64_MAX,
		.limit = 50,
	};
	struct sql *db = index_sql(x->index);
	struct query *q;

	if (read_options(&f, argc, argv))
		return EXIT_CANNOT;
	if (f.limit == 0)
		f.limit = -1;
	q = newest_ask(db, &f);
	if (!q)
		return cannot("cannot ask the index: %s", sql_error(db));
	return list_print(db, q, l->columns, l->count,
			  x->json ? OUT_JSON : OUT_TABLE);
}
