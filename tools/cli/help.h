/* help - what --help and the command `help` print. */
#ifndef ECHOAPP_HELP_H
#define ECHOAPP_HELP_H

#include <stdio.h>

#include "command.h"

/* Prints the common options and all commands. */
void help_print_commands(FILE *to);

/* Prints the arguments and options of a command to standard output. */
void help_print_command(const struct command *);

/*
 * Finds a command; NULL: there is none, and a message has said which one may
 * have been meant.
 */
const struct command *help_find_command(const char *name);

#endif
