/* spawn_apart - starts a child that never has this process's standard input. */
#ifndef ECHOAPP_SPAWN_APART_H
#define ECHOAPP_SPAWN_APART_H

#include <spawn.h>

/*
 * Like posix_spawn(3), with this process's environment.  Standard input is
 * /dev/null from the child's first moment on, before the file actions are done
 * (run_apart.h).
 */
int spawn_apart(const char *path, const posix_spawn_file_actions_t *,
		const posix_spawnattr_t *, const char *const argv[]);

#endif
