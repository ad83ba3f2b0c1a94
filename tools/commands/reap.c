/* reap - takes what has gone silent from what is live. */

#include <stdio.h>
#include <time.h>

#include "base/sql.h"
#include "cli/option.h"
#include "command.h"

/* How many are so; -1: the index cannot be asked. */
static int64_t
count(struct sql *db, enum about about, const char *condition)
{
	char query[64];

	snprintf(query, sizeof query, "SELECT count(*) FROM %s WHERE %s",
		 about_names[about], condition);
	return sql_number(db, query);
}

/* The fold has reaped already, as every reader's does; this tells of it. */
static int
run(struct context *x, int argc, char **argv)
{
	struct sql *db = index_sql(x->index);
	enum about about;

	if (option_end(1, argc, argv))
		return EXIT_CANNOT;
	for (about = 0; about < ABOUTS; about++) {
		int64_t stale, live;

		if (about == MESSAGE)
			continue;
		stale = count(db, about, "stale");
		live = stale < 0 ? -1 : count(db, about, "live");
		if (live < 0)
			return cannot("cannot ask the index: %s",
				      sql_error(db));
		if (x->json)
			printf("{\"about\":\"%s\",\"live\":%lld,"
			       "\"stale\":%lld}\n",
			       about_names[about], (long long)live,
			       (long long)stale);
		else
			printf("%-12s %8lld live %8lld stale\n",
			       about_names[about], (long long)live,
			       (long long)stale);
	}
	return EXIT_FINE;
}

const struct command reap_command = {
	.name = "reap",
	.summary = "takes what has gone silent from what is live",
	.usage = "reap\n"
		 "How long is silent: stale_... in echoapp.conf.\n"
		 "\n"
		 "  echoappctl reap\n",
	.wants_index = true,
	.run = run,
};
