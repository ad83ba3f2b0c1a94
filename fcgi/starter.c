/* starter - the process that has started the program. */

#include "starter.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pid_t starter;

void
starter_note(void)
{
	starter = getppid();
}

bool
starter_is(pid_t pid)
{
	return pid == starter;
}

bool
starter_is_lighttpd(void)
{
	char path[64], name[32] = "";
	FILE *f;

	if (getppid() != starter)
		return false;
	snprintf(path, sizeof path, "/proc/%d/comm", (int)starter);
	f = fopen(path, "re");
	if (!f)
		return false;
	if (!fgets(name, sizeof name, f))
		name[0] = '\0';
	fclose(f);
	return strcmp(name, "lighttpd\n") == 0;
}
