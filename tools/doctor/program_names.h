/* programs - what the files of EchoApp's programs are called. */
#ifndef ECHOAPP_PROGRAMS_H
#define ECHOAPP_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

/* The program for the hooks that have none of their own. */
#define PROGRAM_OF_ALL "echoapp"

/* Is that one of them, "call.fcgi", as far as so many letters tell? */
bool programs_have(const char *name, size_t most);

#endif
