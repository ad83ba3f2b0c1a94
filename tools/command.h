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

#include "conf/conf.h"
#include "index/index.h"

/* Exit codes: fine; it found something to complain of; it could not. */
enum { EXIT_FINE = 0, EXIT_FOUND = 1, EXIT_CANNOT = 2 };

struct context {
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
	bool takes_broken; /* it runs without a good configuration */
	bool asks;	   /* it sends hooks, by HTTP */
	int (*run)(struct context *, int argc, char **argv);
};

extern const struct command *const commands[]; /* ends with NULL */

extern const char version[];

/*
 * Says what getopt_long() stumbled over, when it returned `c` and its options
 * began with a colon; EXIT_CANNOT.
 */
int bad_option(int c, char **argv);

/* Says what is wrong with an argument, and how to learn more; EXIT_CANNOT. */
int misused(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says why it cannot be done; EXIT_CANNOT. */
int cannot(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
