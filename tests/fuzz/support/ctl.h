/* ctl - runs commands of echoappctl in the process of a fuzzer. */
#ifndef ECHOAPP_CTL_H
#define ECHOAPP_CTL_H

#include <stddef.h>

/* What a command prints goes to this file. */
#define CTL_OUTPUT "output"

/*
 * Runs a line such as "cdr --csv", split at blanks, on ./state; returns its
 * exit code.  What it complains of is dropped.
 */
int ctl(const char *line);

#endif
