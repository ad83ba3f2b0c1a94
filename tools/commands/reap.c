/* reap - ends what has gone silent, and counts what is live. */

#include <stdio.h>
#include <time.h>

#include "base/sql.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "report/summary_counts.h"

/* The fold has ended them, as every fold does. */
static int
run(struct command_context *x, int argc, char **argv)
{
	struct summary_counts counts;
	enum entity_kind kind;
	struct fold_result done;

	if (option_end(1, argc, argv) || open_index(x, &done))
		return EXIT_TROUBLE;
	if (summary_counts_read(&counts, x->index))
		return complain_error("cannot read the index: %s",
				      sql_error(index_sql(x->index)));
	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		const long long live = counts.live[kind];
		const long long stale = counts.stale[kind];

		if (kind == ENTITY_MESSAGE)
			continue;
		if (x->json)
			printf("{\"about\":\"%s\",\"live\":%lld,"
			       "\"stale\":%lld}\n",
			       entity_kind_names[kind], live, stale);
		else
			printf("%-12s %8lld live %8lld stale\n",
			       entity_kind_names[kind], live, stale);
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
	.run = run,
};
