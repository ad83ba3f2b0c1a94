/* find_deliverer - the program echoapp-deliver. */

#include "find_deliverer.h"

#include <stdio.h>
#include <unistd.h>

#include "base/program_dir.h"

void
find_deliverer(char path[PATH_MAX])
{
	static const char *const places[] = { "/../deliver/", "/",
					      "/../libexec/echoapp/" };
	char dir[PATH_MAX - 64];
	size_t i;

	if (!program_dir(dir, sizeof dir))
		dir[0] = '\0';
	for (i = 0; i < sizeof places / sizeof *places; i++) {
		snprintf(path, PATH_MAX, "%s%sechoapp-deliver", dir, places[i]);
		if (access(path, X_OK) == 0)
			return;
	}
}
