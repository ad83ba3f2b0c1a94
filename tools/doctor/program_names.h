/* programs - what the files of EchoApp's programs are called. */
#ifndef ECHOAPP_PROGRAMS_H
#define ECHOAPP_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

/* The program for the hooks that have none of their own. */
#define PROGRAM_NAMES_ALL_HOOKS "echoapp"

/* Is that one of them, "call.fcgi", as far as so many letters tell? */
bool program_names_has(const char *name, size_t most);

#endif
