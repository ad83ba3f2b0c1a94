/* program_names - the file names of EchoApp's programs. */
#ifndef ECHOAPP_PROGRAM_NAMES_H
#define ECHOAPP_PROGRAM_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The program for hooks that have no program of their own. */
#define PROGRAM_NAMES_ALL_HOOKS "echoapp"

/* Is it a program, such as "call.fcgi"?  Compares `max` characters at most. */
bool program_names_has(const char *name, size_t max);

#endif
