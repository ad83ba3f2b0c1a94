/* program_names - the file names of EchoApp's programs. */

#include "program_names.h"

#include <stdio.h>
#include <string.h>

#include "protocol/methods.h"

bool
program_names_has(const char *name, size_t max)
{
	static const char *const others[] = { PROGRAM_NAMES_ALL_HOOKS ".fcgi",
					      "status.fcgi" };
	const struct named_method *m;
	char own[80];
	size_t i;

	for (m = methods; m->program; m++) {
		snprintf(own, sizeof own, "%s.fcgi", m->program);
		if (strncmp(own, name, max) == 0)
			return true;
	}
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (strncmp(others[i], name, max) == 0)
			return true;
	return false;
}
