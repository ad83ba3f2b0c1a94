/* find_programs - the directory of EchoApp's programs. */

#include "find_programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/program_dir.h"
#include "program_names.h"

void
find_programs(char dir[PATH_MAX])
{
	static const char *const beside[] = { "../fcgi", "../libexec/echoapp",
					      "../../libexec/echoapp" };
	char self[3000], path[PATH_MAX];
	size_t i;

	snprintf(dir, PATH_MAX, "%s", LIBEXECDIR);
	if (!program_dir(self, sizeof self))
		return;
	snprintf(path, sizeof path, "%s/" PROGRAM_NAMES_ALL_HOOKS ".fcgi",
		 self);
	if (access(path, F_OK) == 0) {
		snprintf(dir, PATH_MAX, "%s", self);
		return;
	}
	for (i = 0; i < sizeof beside / sizeof *beside; i++) {
		snprintf(path, sizeof path, "%s/%s", self, beside[i]);
		if (realpath(path, dir))
			return;
	}
	snprintf(dir, PATH_MAX, "%s", LIBEXECDIR);
}
