/* program_dir - the directory of the running program. */

#include "program_dir.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

bool
program_dir(char *into, size_t size)
{
	const unsigned long at = getauxval(AT_EXECFN);
	const char *name;
	char path[PATH_MAX];

	/* The number is a pointer. */
	memcpy(&name, &at, sizeof name);
	into[0] = '\0';
	if (!name || !realpath(name, path))
		return false;
	if (snprintf(into, size, "%s", dirname(path)) < (int)size)
		return true;
	into[0] = '\0';
	return false;
}
