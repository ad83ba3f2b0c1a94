/* calls - lists calls, newest first. */

#include "cli/list_command.h"
#include "index/reused_id.h"

static const struct cell_column columns[] = {
	{ "start", CELL_TIMESTAMP },   { "src", CELL_TEXT },
	{ "dst", CELL_TEXT },	       { "direction", CELL_TEXT },
	{ "status", CELL_TEXT },       { "live", CELL_FLAG },
	{ "duration", CELL_DURATION }, { "over", CELL_TIMESTAMP },
	{ "app", CELL_TEXT },	       { "callid", CELL_TEXT },
	{ "info", CELL_TEXT },
};

static const struct list_command list = {
	.kind = ENTITY_CALL,
	.select = "begin, src, dst, direction, " ENTITY_STATUS_SQL ", live,"
		  " max(0, CASE WHEN live THEN"
		  " CAST((julianday('now') - 2440587.5) * 86400e6 AS INTEGER)"
		  " ELSE stop END - begin), " ENTITY_OVER_SINCE_SQL
		  ", app, " REUSED_ID_NAME_SQL ", info",
	.columns = columns,
	.count = sizeof columns / sizeof *columns,
};

static int
run(struct command_context *x, int argc, char **argv)
{
	return list_command_run(x, &list, argc, argv);
}

const struct command calls_command = {
	.name = "calls",
	.summary = "lists calls, newest first",
	.usage = "calls [options]\n" LIST_COMMAND_USAGE "\n"
		 "  echoappctl calls --live --user 10001\n",
	.wants_index = true,
	.run = run,
};
