/* programs - what the files of EchoApp's programs are called. */

#include "programs.h"

#include <stdio.h>
#include <string.h>

#include "methods.h"

bool
programs_have(const char *name, size_t most)
{
	const struct named_method *m;
	char own[80];

	for (m = methods; m->program; m++) {
		snprintf(own, sizeof own, "%s.fcgi", m->program);
		if (strncmp(own, name, most) == 0)
			return true;
	}
	return strcmp(name, "status.fcgi") == 0;
}
