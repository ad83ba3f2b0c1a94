/* registrations - lists registrations of SIP accounts, newest first. */

#include "cli/list_command.h"

static const struct list_command list = {
	.kind = ENTITY_REGISTRATION,
	.select = "begin, " REGISTRATION_ACCOUNT_SQL("src")
	    REGISTRATION_ACCOUNT_SQL("dst") ENTITY_STATUS_SQL
	", live, last, " ENTITY_OVER_SINCE_SQL ", app, info, id",
	.columns = list_command_account,
	.count = LIST_COMMAND_ACCOUNT,
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
