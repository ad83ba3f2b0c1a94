/* list - what the commands that list entities share. */

#include "list.h"

#include <getopt.h>

#include "option.h"
#include "sql.h"

struct filter {
	bool live;
	const char *user;
	const char *app;
	moment since;
	moment until;
	long limit;
};

static int
read_options(struct filter *f, int argc, char **argv)
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
			f->live = true;
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
	return rows < 0 ? cannot("read the index: %s", sql_error(db))
			: EXIT_FINE;
}

int
list_run(struct context *x, const struct list *l, int argc, char **argv)
{
	struct filter f = { .since = 0, .until = INT64_MAX, .limit = 50 };
	struct sql *db = index_sql(x->index);
	struct query *q;

	if (read_options(&f, argc, argv))
		return EXIT_CANNOT;
	q = sql_prepare(db,
			"SELECT %s FROM %s AS e WHERE first >= ?1"
			" AND first < ?2%s%s%s ORDER BY first DESC, row DESC"
			" LIMIT %ld",
			l->select, l->table, f.live ? " AND live" : "",
			f.user ? " AND (src = ?3 OR dst = ?3)" : "",
			f.app ? " AND app = ?4" : "", f.limit ? f.limit : -1);
	if (!q)
		return cannot("ask the index: %s", sql_error(db));
	query_set(q, 1, f.since);
	query_set(q, 2, f.until);
	if (f.user)
		query_set_text(q, 3, f.user);
	if (f.app)
		query_set_text(q, 4, f.app);
	return list_print(db, q, l->columns, l->count,
			  x->json ? OUT_JSON : OUT_TABLE);
}
