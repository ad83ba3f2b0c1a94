/* list - what the commands that list entities share. */

#include "list.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sql.h"

struct filter {
	bool live;
	const char *user;
	const char *app;
	moment since;
	moment until;
	long limit;
};

int
list_moment(const char *text, moment *m)
{
	char full[64];
	time_t now = time(NULL) / 86400 * 86400;

	if (strcmp(text, "today") == 0 || strcmp(text, "yesterday") == 0) {
		*m = (moment)(now - (text[0] == 'y' ? 86400 : 0)) * 1000000;
		return 0;
	}
	/* What is left out at the end is zero. */
	switch (strlen(text)) {
	case sizeof "2026-11-23" - 1:
		snprintf(full, sizeof full, "%sT00:00:00Z", text);
		break;
	case sizeof "2026-11-23T10:00Z" - 1:
		snprintf(full, sizeof full, "%.16s:00Z", text);
		break;
	default:
		snprintf(full, sizeof full, "%s", text);
	}
	*m = moment_read(full);
	return *m < 0 ? -1 : 0;
}

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
	char *end;
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
			if (list_moment(optarg,
					c == 's' ? &f->since : &f->until))
				return misused("\"%s\" is no time", optarg);
			break;
		case 'n':
			f->limit = strtol(optarg, &end, 10);
			if (*end || end == optarg || f->limit < 0)
				return misused("\"%s\" is no number", optarg);
			break;
		default:
			return bad_option(c, argv);
		}
	}
	if (optind < argc)
		return misused("\"%s\" is too much", argv[optind]);
	return 0;
}

int
list_run(struct context *x, const struct list *l, int argc, char **argv)
{
	struct filter f = { .since = 0, .until = INT64_MAX, .limit = 50 };
	struct sql *db = index_sql(x->index);
	struct query *q;
	long rows;

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
	rows =
	    out_rows(q, l->columns, l->count, x->json ? OUT_JSON : OUT_TABLE);
	query_free(q);
	return rows < 0 ? cannot("read the index: %s", sql_error(db))
			: EXIT_FINE;
}
