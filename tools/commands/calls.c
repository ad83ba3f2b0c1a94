/* calls - the calls there are, newest first. */

#include "cli/list_command.h"

static const struct out_column columns[] = {
	{ "start", OUT_MOMENT },   { "src", OUT_TEXT },	   { "dst", OUT_TEXT },
	{ "direction", OUT_TEXT }, { "status", OUT_TEXT }, { "live", OUT_FLAG },
	{ "age", OUT_SPAN },	   { "app", OUT_TEXT },	   { "id", OUT_TEXT },
	{ "info", OUT_TEXT },
};

static const struct list list = {
	.about = CALL,
	.select = "coalesce(begun, first), src, dst, direction, " LIST_STATUS
		  ", live,"
		  " coalesce(ended, cut, CASE WHEN live THEN"
		  " CAST((julianday('now') - 2440587.5) * 86400e6 AS INTEGER)"
		  " ELSE last END) - coalesce(begun, first), app, id, info",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct context *x, int argc, char **argv)
{
	return list_run(x, &list, argc, argv);
}

const struct command calls_command = {
	.name = "calls",
	.summary = "the calls there are, newest first",
	.usage = "calls [options]\n" LIST_USAGE "\n"
		 "  echoappctl calls --live --user 10001\n",
	.wants_index = true,
	.run = run,
};
