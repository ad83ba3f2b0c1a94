/* reap - ends what has gone silent, and counts what is live. */

#include <stdio.h>
#include <time.h>

#include "base/sql.h"
#include "cli/option.h"
#include "command.h"

/* Returns -1 where the index cannot be read (sql_error()). */
static int64_t
count(struct sql *db, enum entity_kind kind, const char *condition)
{
	char query[64];

	snprintf(query, sizeof query, "SELECT count(*) FROM %s WHERE %s",
		 entity_kind_names[kind], condition);
	return sql_number(db, query);
}

/* The fold before this command has ended them, as every fold does. */
static int
run(struct command_context *x, int argc, char **argv)
{
	struct sql *db = index_sql(x->index);
	enum entity_kind kind;

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		int64_t stale, live;

		if (kind == ENTITY_MESSAGE)
			continue;
		stale = count(db, kind, "stale");
		live = stale < 0 ? -1 : count(db, kind, "live");
		if (live < 0)
			return complain_error("cannot read the index: %s",
					      sql_error(db));
		if (x->json)
			printf("{\"about\":\"%s\",\"live\":%lld,"
			       "\"stale\":%lld}\n",
			       entity_kind_names[kind], (long long)live,
			       (long long)stale);
		else
			printf("%-12s %8lld live %8lld stale\n",
			       entity_kind_names[kind], (long long)live,
			       (long long)stale);
	}
	return EXIT_FINE;
}

const struct command reap_command = {
	.name = "reap",
	.summary = "ends what has gone silent, and counts what is live",
	.usage = "reap\n"
		 "The stale_... keys of echoapp.conf say how long a silence "
		 "may be.\n"
		 "\n"
		 "  echoappctl reap\n",
	.wants_index = true,
	.run = run,
};
