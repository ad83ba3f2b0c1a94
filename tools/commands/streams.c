/* streams - lists streams, newest first. */

#include "cli/list_command.h"

static const struct cell_column columns[] = {
	{ "start", CELL_TIMESTAMP }, { "name", CELL_TEXT },
	{ "status", CELL_TEXT },     { "live", CELL_FLAG },
	{ "last", CELL_TIMESTAMP },  { "over", CELL_TIMESTAMP },
	{ "app", CELL_TEXT },	     { "id", CELL_TEXT },
	{ "info", CELL_TEXT },
};

static const struct list_command list = {
	.kind = ENTITY_STREAM,
	.select = "coalesce(begun, first), src, " ENTITY_STATUS_SQL ","
		  " live, last, " ENTITY_OVER_SINCE_SQL ", app, id, info",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct command_context *x, int argc, char **argv)
{
	return list_command_run(x, &list, argc, argv);
}

const struct command streams_command = {
	.name = "streams",
	.summary = "lists streams, newest first",
	.usage = "streams [options]\n" LIST_COMMAND_USAGE "\n"
		 "  echoappctl streams --live\n",
	.wants_index = true,
	.run = run,
};
