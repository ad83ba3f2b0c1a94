/* help - what --help and the command `help` print. */

#include "help.h"

#include <string.h>

#include "base/suggest.h"

void
help_print_commands(FILE *to)
{
	const struct command *const *c;

	fprintf(to, "usage: echoappctl [--state DIR] [--conf FILE] [--tz ZONE]"
		    " [--json] COMMAND ...\n\n");
	for (c = commands; *c; c++)
		fprintf(to, "  %-13s %s\n", (*c)->name, (*c)->summary);
	fprintf(to, "\n--tz ZONE is the time zone of dates and times, such as"
		    " Europe/Berlin or UTC.\n"
		    "echoappctl help COMMAND explains a command, and so does"
		    " COMMAND --help (-h).\n");
}

void
help_print_command(const struct command *c)
{
	printf("%s: %s\nusage: echoappctl %s", c->name, c->summary, c->usage);
}

const struct command *
help_find_command(const char *name)
{
	struct suggestion near = { .wanted = name };
	const struct command *const *c;

	for (c = commands; *c; c++) {
		if (strcmp((*c)->name, name) == 0)
			return *c;
		suggest_try(&near, (*c)->name);
	}
	if (near.name)
		complain_usage("unknown command \"%s\"; did you mean %s?", name,
			       near.name);
	else
		complain_usage("unknown command \"%s\"", name);
	return NULL;
}
