/*
 * command - what a subcommand of echoappctl is made of.
 *
 * It is one file, tools/NAME.c, which ends in `const struct command
 * NAME_command`; the list of them is made from the files.  Before it runs, the
 * configuration is read, and the index is up to date if it wants one.
 */
#ifndef ECHOAPP_COMMAND_H
#define ECHOAPP_COMMAND_H

#include <stdbool.h>

#include "cli/complain.h"
#include "conf/conf.h"
#include "index/index.h"

struct command_context {
	const struct conf_file *conf;
	const char *state_dir;
	struct index *index; /* NULL when the command does not want one */
	bool json;	     /* one object per line */
};

struct command {
	const char *name;
	const char *summary; /* one line */
	const char *usage;   /* its arguments, options, and an example */
	bool wants_index;
	bool allows_bad_conf; /* it runs without a good configuration */
	bool sends_hooks;     /* it sends hooks, by HTTP */
	int (*run)(struct command_context *, int argc, char **argv);
};

extern const struct command *const commands[]; /* ends with NULL */

extern const char program_version[];

#endif
