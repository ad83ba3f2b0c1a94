/* find_programs - the directory of EchoApp's programs. */
#ifndef ECHOAPP_FIND_PROGRAMS_H
#define ECHOAPP_FIND_PROGRAMS_H

#include <limits.h>

/*
 * That of echoappctl if it has the program for all hooks (shared hosts), or one
 * at a fixed place relative to it, in the source tree or where both are
 * installed.  Without symbolic links.
 */
void find_programs(char dir[PATH_MAX]);

#endif
