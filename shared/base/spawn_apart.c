/* spawn_apart - starts a child that never has this process's standard input. */

#include "spawn_apart.h"

#include <unistd.h>

#include "run_apart.h"

struct order {
	const char *path;
	const posix_spawn_file_actions_t *actions;
	const posix_spawnattr_t *attributes;
	const char *const *argv;
	int failed;
};

static void
spawn_here(void *arg)
{
	struct order *o = arg;

	o->failed = posix_spawn(NULL, o->path, o->actions, o->attributes,
				(char *const *)o->argv, environ);
}

int
spawn_apart(const char *path, const posix_spawn_file_actions_t *actions,
	    const posix_spawnattr_t *attributes, const char *const argv[])
{
	struct order o = { path, actions, attributes, argv, 0 };
	int failed = run_apart(spawn_here, &o);

	return failed ? failed : o.failed;
}
