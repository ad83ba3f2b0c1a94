/* connections - who is, or was, connected, newest first. */

#include "cli/list_command.h"

static const struct out_column columns[] = {
	{ "start", OUT_MOMENT }, { "user", OUT_TEXT }, { "domain", OUT_TEXT },
	{ "status", OUT_TEXT },	 { "live", OUT_FLAG }, { "last", OUT_MOMENT },
	{ "app", OUT_TEXT },	 { "info", OUT_TEXT }, { "id", OUT_TEXT },
};

static const struct list list = {
	.about = CONNECTION,
	.select = "coalesce(begun, first), src, dst, " LIST_STATUS ","
		  " live, last, app, info, id",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct context *x, int argc, char **argv)
{
	return list_run(x, &list, argc, argv);
}

const struct command connections_command = {
	.name = "connections",
	.summary = "who is, or was, connected, newest first",
	.usage = "connections [options]\n" LIST_USAGE "\n"
		 "  echoappctl connections --live\n",
	.wants_index = true,
	.run = run,
};
