/* watch - shows what a command prints again and again: --watch. */
#ifndef ECHOAPP_WATCH_H
#define ECHOAPP_WATCH_H

#include "command.h"

#define WATCH_SECONDS 2

#define WATCH_USAGE                                                            \
	"  --watch        shows it again every 2 seconds, until Ctrl-C\n"

/* Lines of the terminal that are left for what is printed; 0: unknown. */
size_t watch_height(void);

/*
 * Calls the function again and again, on an empty screen; returns an exit code
 * only when the function returns EXIT_TROUBLE, or when standard output is no
 * terminal.
 */
int watch(struct command_context *, int (*once)(void *arg), void *arg);

#endif
