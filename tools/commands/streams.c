/* streams - the streams there are, newest first. */

#include "cli/list_command.h"

static const struct out_column columns[] = {
	{ "start", OUT_MOMENT }, { "name", OUT_TEXT },	 { "status", OUT_TEXT },
	{ "live", OUT_FLAG },	 { "last", OUT_MOMENT }, { "app", OUT_TEXT },
	{ "id", OUT_TEXT },	 { "info", OUT_TEXT },
};

static const struct list list = {
	.about = STREAM,
	.select = "coalesce(begun, first), src, " LIST_STATUS ","
		  " live, last, app, id, info",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct context *x, int argc, char **argv)
{
	return list_run(x, &list, argc, argv);
}

const struct command streams_command = {
	.name = "streams",
	.summary = "the streams there are, newest first",
	.usage = "streams [options]\n" LIST_USAGE "\n"
		 "  echoappctl streams --live\n",
	.wants_index = true,
	.run = run,
};
