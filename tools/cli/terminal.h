/* terminal - what the terminal at standard output is like. */
#ifndef ECHOAPP_TERMINAL_H
#define ECHOAPP_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Columns, or lines: COLUMNS or LINES, or else what the terminal says; 0:
 * unknown, or no terminal. */
size_t terminal_width(void);
size_t terminal_height(void);

/* False for a file or a pipe, with NO_COLOR, and for TERM=dumb. */
bool terminal_has_colour(void);

#endif
