/* messages - the SIP messages there were, newest first. */

#include "cli/list_command.h"

static const struct out_column columns[] = {
	{ "first", OUT_MOMENT },   { "src", OUT_TEXT },	   { "dst", OUT_TEXT },
	{ "direction", OUT_TEXT }, { "status", OUT_TEXT }, { "app", OUT_TEXT },
	{ "id", OUT_TEXT },	   { "info", OUT_TEXT },
};

static const struct list list = {
	.about = MESSAGE,
	.select = "first, src, dst, direction, " LIST_STATUS_OF_MESSAGE
		  ", app, id, info",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct context *x, int argc, char **argv)
{
	return list_run(x, &list, argc, argv);
}

const struct command messages_command = {
	.name = "messages",
	.summary = "the SIP messages there were, newest first",
	.usage = "messages [options]\n" LIST_USAGE "\n"
		 "  echoappctl messages --user 10001 --since today\n",
	.wants_index = true,
	.run = run,
};
