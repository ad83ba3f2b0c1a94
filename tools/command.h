/*
 * command - a subcommand of echoappctl.
 *
 * A command is one file, tools/ROOM/NAME.c, that defines `const struct command
 * NAME_command`; the Makefile makes the list of commands from these files.
 * Before a command runs, the configuration is read, and the index is brought up
 * to date if the command wants one.
 */
#ifndef ECHOAPP_COMMAND_H
#define ECHOAPP_COMMAND_H

#include <stdbool.h>

#include "cli/complain.h"
#include "conf/conf.h"
#include "index/index.h"

struct command_context {
	const struct conf_file *conf;
	const char *conf_found; /* how: see find_conf() */
	const char *state_dir;	/* "" without a usable configuration */
	struct index *index;	/* NULL unless the command wants an index */
	bool json;		/* print one JSON object per line */
};

struct command {
	const char *name;
	const char *summary;  /* one line */
	const char *usage;    /* arguments, options, and an example */
	bool wants_index;     /* to read */
	bool allows_bad_conf; /* runs without a usable configuration */
	/* Do these arguments need the program that has an HTTP client?  NULL:
	 * none do. */
	bool (*sends_hooks)(int argc, char **argv);
	bool stays_root; /* does not act as STATE's owner throughout */
	/* Gets its name as argv[0]; returns an exit code (cli/complain.h). */
	int (*run)(struct command_context *, int argc, char **argv);
};

extern const struct command *const commands[]; /* ends with NULL */

extern const char program_version[];

#endif
