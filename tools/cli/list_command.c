/* list_command - options and output that the commands which list share. */

#include "list_command.h"

#include <getopt.h>

#include "base/sql.h"
#include "open_index.h"
#include "option.h"
#include "report/entity_list.h"
#include "watch.h"

const struct cell_column list_command_account[LIST_COMMAND_ACCOUNT] = {
	{ "start", CELL_TIMESTAMP }, { "user", CELL_TEXT },
	{ "domain", CELL_TEXT },     { "status", CELL_TEXT },
	{ "live", CELL_FLAG },	     { "last", CELL_TIMESTAMP },
	{ "over", CELL_TIMESTAMP },  { "app", CELL_TEXT },
	{ "info", CELL_TEXT },	     { "id", CELL_TEXT },
};

static int
read_options(struct entity_list_query *wanted, bool *watches, int argc,
	     char **argv)
{
	static const struct option options[] = {
		{ "live", no_argument, NULL, 'l' },
		{ "user", required_argument, NULL, 'u' },
		{ "app", required_argument, NULL, 'a' },
		{ "since", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 't' },
		{ "limit", required_argument, NULL, 'n' },
		{ "watch", no_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (c) {
		case 'l':
			wanted->live = 1;
			break;
		case 'u':
			wanted->user = optarg;
			break;
		case 'a':
			wanted->app = optarg;
			break;
		case 's':
		case 't':
			if (option_time(optarg, c == 's' ? &wanted->since
							 : &wanted->until))
				return EXIT_TROUBLE;
			break;
		case 'w':
			*watches = true;
			break;
		case 'n':
			if (option_number(optarg, &wanted->limit))
				return EXIT_TROUBLE;
			break;
		default:
			return complain_option(c, argv);
		}
	}
	return option_end(optind, argc, argv);
}

int
list_command_print(struct sql *db, struct sql_query *q,
		   const struct cell_column *columns, size_t count,
		   enum print_format as, struct progress_bar *bar)
{
	long rows = q ? print_rows(q, columns, count, as, bar) : -1;

	sql_query_free(q);
	return rows < 0
		   ? complain_error("cannot read the index: %s", sql_error(db))
		   : EXIT_FINE;
}

struct list_run {
	struct command_context *x;
	const struct list_command *list;
	struct entity_list_query wanted;
};

static int
print_list(const struct list_run *r, long limit)
{
	struct entity_list_query wanted = r->wanted;
	struct sql *db = index_sql(r->x->index);

	wanted.limit = limit;
	return list_command_print(db, entity_list_prepare(db, &wanted),
				  r->list->columns, r->list->count,
				  r->x->json ? PRINT_JSON : PRINT_TABLE, NULL);
}

/* As many as the terminal has lines for. */
static int
print_again(void *run)
{
	const struct list_run *r = run;
	const long limit = r->wanted.limit, most = (long)watch_height();

	if (open_index_to_read(r->x))
		return EXIT_TROUBLE;
	return print_list(r,
			  most && (limit < 0 || limit > most) ? most : limit);
}

int
list_command_run(struct command_context *x, const struct list_command *l,
		 int argc, char **argv)
{
	struct list_run r = {
		.x = x,
		.list = l,
		.wanted = {
			.kind = l->kind,
			.select = l->select,
			.live = -1,
			.until = INT64_MAX,
			.cursor_first = INT64_MAX,
			.cursor_row = INT64_MAX,
			.limit = 50,
		},
	};
	bool watches = false;

	if (read_options(&r.wanted, &watches, argc, argv))
		return EXIT_TROUBLE;
	if (r.wanted.limit == 0)
		r.wanted.limit = -1;
	return watches ? watch(x, print_again, &r)
		       : print_list(&r, r.wanted.limit);
}
