/* spawn_apart - starts a child that never has this process's standard input. */

#include "spawn_apart.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

struct order {
	const char *path;
	const posix_spawn_file_actions_t *actions;
	const posix_spawnattr_t *attributes;
	const char *const *argv;
	int failed;
};

/* Returns 0, or an error number. */
static int
leave_standard_input(void)
{
	int null_fd, failed;

	if (unshare(CLONE_FILES))
		return errno;
	null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null_fd < 0)
		return errno;
	failed = dup2(null_fd, STDIN_FILENO) < 0 ? errno : 0;
	if (null_fd != STDIN_FILENO)
		close(null_fd);
	return failed;
}

/*
 * A thread with descriptors of its own starts the child: nothing is left of
 * them when the process is killed.  Where a thread cannot have its own, the
 * child is started all the same.
 */
static void *
spawn_here(void *arg)
{
	struct order *o = arg;

	o->failed = leave_standard_input();
	if (!o->failed || o->failed == EPERM || o->failed == ENOSYS)
		o->failed =
		    posix_spawn(NULL, o->path, o->actions, o->attributes,
				(char *const *)o->argv, environ);
	return NULL;
}

int
spawn_apart(const char *path, const posix_spawn_file_actions_t *actions,
	    const posix_spawnattr_t *attributes, const char *const argv[])
{
	struct order o = { path, actions, attributes, argv, 0 };
	sigset_t all, before;
	pthread_t thread;
	int failed;

	/* Signals are for the thread that serves. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread, NULL, spawn_here, &o);
	if (!failed)
		pthread_join(thread, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed ? failed : o.failed;
}
