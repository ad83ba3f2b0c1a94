/* connections - lists connections, newest first. */

#include "cli/list_command.h"

static const struct list_command list = {
	.kind = ENTITY_CONNECTION,
	.select = "coalesce(begun, first), src, dst, " ENTITY_STATUS_SQL ","
		  " live, last, " ENTITY_OVER_SINCE_SQL ", app, info, id",
	.columns = list_command_account,
	.count = LIST_COMMAND_ACCOUNT,
};

static int
run(struct command_context *x, int argc, char **argv)
{
	return list_command_run(x, &list, argc, argv);
}

const struct command connections_command = {
	.name = "connections",
	.summary = "lists connections, newest first",
	.usage = "connections [options]\n" LIST_COMMAND_USAGE "\n"
		 "  echoappctl connections --live\n",
	.wants_index = true,
	.run = run,
};
