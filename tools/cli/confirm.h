/* ask - before something is done that cannot be undone. */
#ifndef ECHOAPP_ASK_H
#define ECHOAPP_ASK_H

#include <stdbool.h>

/*
 * Asks the question at the terminal.  Returns 0 for a yes, or the exit code
 * when it has said why not: EXIT_FOUND for a no, EXIT_TROUBLE without a
 * terminal.
 */
int confirm(const char *question);

#endif
