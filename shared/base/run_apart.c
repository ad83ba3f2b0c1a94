/* run_apart - does something without this process's standard input. */

#include "run_apart.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

/*
 * What runs in the thread may fork.  Meanwhile the first thread must not be in
 * pthread_create() or pthread_join(): a sanitizer's locks, held by a thread
 * that the child does not have, would stay locked there.
 */
struct order {
	void (*run)(void *arg);
	void *arg;
	int failed;
	sem_t begin, done;
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

static void
wait_for(sem_t *s)
{
	while (sem_wait(s))
		;
}

/*
 * Nothing is left of the descriptors of this thread when the process is killed.
 */
static void *
run_here(void *arg)
{
	struct order *o = arg;

	wait_for(&o->begin);
	o->failed = leave_standard_input();
	if (o->failed == EPERM || o->failed == ENOSYS)
		o->failed = 0;
	if (!o->failed)
		o->run(o->arg);
	sem_post(&o->done);
	return NULL;
}

int
run_apart(void (*run)(void *arg), void *arg)
{
	struct order o = { .run = run, .arg = arg };
	sigset_t all, before;
	pthread_t thread;
	int failed;

	sem_init(&o.begin, 0, 0);
	sem_init(&o.done, 0, 0);
	/* Signals are for the thread that serves. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&thread, NULL, run_here, &o);
	if (!failed) {
		sem_post(&o.begin);
		wait_for(&o.done);
		pthread_join(thread, NULL);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed ? failed : o.failed;
}
