/* confirm - asks at the terminal before a change that cannot be undone. */
#ifndef ECHOAPP_CONFIRM_H
#define ECHOAPP_CONFIRM_H

/*
 * Asks the question at the terminal.  Returns 0 for yes, EXIT_FOUND for no,
 * and EXIT_TROUBLE without a terminal; it prints a message unless it returns 0.
 */
int confirm(const char *question);

#endif
