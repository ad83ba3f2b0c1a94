/* messages - lists SIP messages, newest first. */

#include "cli/list_command.h"

static const struct cell_column columns[] = {
	{ "first", CELL_TIMESTAMP }, { "src", CELL_TEXT },
	{ "dst", CELL_TEXT },	     { "direction", CELL_TEXT },
	{ "status", CELL_TEXT },     { "app", CELL_TEXT },
	{ "id", CELL_TEXT },	     { "info", CELL_TEXT },
};

static const struct list_command list = {
	.kind = ENTITY_MESSAGE,
	.select =
	    "first, src, dst, direction, " MESSAGE_STATUS_SQL ", app, id, info",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct command_context *x, int argc, char **argv)
{
	return list_command_run(x, &list, argc, argv);
}

const struct command messages_command = {
	.name = "messages",
	.summary = "lists SIP messages, newest first",
	.usage = "messages [options]\n" LIST_COMMAND_USAGE "\n"
		 "  echoappctl messages --user 10001 --since today\n",
	.wants_index = true,
	.run = run,
};
