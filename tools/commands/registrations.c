/* registrations - lists registrations of SIP accounts, newest first. */

#include "cli/list_command.h"

static const struct cell_column columns[] = {
	{ "start", CELL_TIMESTAMP }, { "user", CELL_TEXT },
	{ "domain", CELL_TEXT },     { "status", CELL_TEXT },
	{ "live", CELL_FLAG },	     { "last", CELL_TIMESTAMP },
	{ "app", CELL_TEXT },	     { "info", CELL_TEXT },
	{ "id", CELL_TEXT },
};

/* Hooks about a registration do not name the account; connect did. */
#define OF_CONNECTION(column)                                                  \
	"coalesce(" column ", (SELECT c." column " FROM connection AS c"       \
	" WHERE c.row = e.connection)), "

static const struct list_command list = {
	.kind = ENTITY_REGISTRATION,
	.select = "begin, " OF_CONNECTION("src") OF_CONNECTION("dst")
	    ENTITY_STATUS_SQL ", live, last, app, info, id",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct command_context *x, int argc, char **argv)
{
	return list_command_run(x, &list, argc, argv);
}

const struct command registrations_command = {
	.name = "registrations",
	.summary = "lists registrations of SIP accounts, newest first",
	.usage = "registrations [options]\n" LIST_COMMAND_USAGE "\n"
		 "  echoappctl registrations --live\n",
	.wants_index = true,
	.run = run,
};
