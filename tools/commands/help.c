/* help - explains a command, or lists all commands. */

#include "cli/help.h"

#include "cli/option.h"

static int
run(struct command_context *x, int argc, char **argv)
{
	const struct command *c;

	(void)x;
	if (option_end(2, argc, argv))
		return EXIT_TROUBLE;
	if (argc < 2) {
		help_print_commands(stdout);
		return EXIT_FINE;
	}
	c = help_find_command(argv[1]);
	if (!c)
		return EXIT_TROUBLE;
	help_print_command(c);
	return EXIT_FINE;
}

const struct command help_command = {
	.name = "help",
	.summary = "explains a command",
	.usage = "help [COMMAND]\n"
		 "\n"
		 "  echoappctl help calls\n",
	.allows_bad_conf = true,
	.run = run,
};
