/* run_apart - does something without this process's standard input. */

#include "run_apart.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

struct order {
	void (*run)(void *arg);
	void *arg;
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
 * Nothing is left of the descriptors of this thread when the process is killed.
 */
static void *
run_here(void *arg)
{
	struct order *o = arg;

	o->failed = leave_standard_input();
	if (o->failed == EPERM || o->failed == ENOSYS)
		o->failed = 0;
	if (!o->failed)
		o->run(o->arg);
	return NULL;
}

int
run_apart(void (*run)(void *arg), void *arg)
{
	struct order o = { run, arg, 0 };
	sigset_t all, before;
	pthread_t thread;
	int failed;

	/* Signals are for the thread that serves. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread, NULL, run_here, &o);
	if (!failed)
		pthread_join(thread, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed ? failed : o.failed;
}
