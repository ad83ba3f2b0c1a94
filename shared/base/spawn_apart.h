/* spawn_apart - starts a child that never has this process's standard input. */
#ifndef ECHOAPP_SPAWN_APART_H
#define ECHOAPP_SPAWN_APART_H

#include <spawn.h>

/*
 * Like posix_spawn(3), with this process's environment.  Standard input is
 * /dev/null from the child's first moment on, before the file actions are done.
 *
 * A web server's listening socket is standard input of a FastCGI program.  When
 * the program is killed while its child still has that socket, lighttpd finds
 * the socket in use, takes the child for a program of somebody else, and never
 * starts its own again.
 *
 * The child's parent is a thread that ends before this function returns, so a
 * signal of PR_SET_PDEATHSIG may come while this process lives: the child has
 * to look at getppid(2).
 */
int spawn_apart(const char *path, const posix_spawn_file_actions_t *,
		const posix_spawnattr_t *, const char *const argv[]);

#endif
