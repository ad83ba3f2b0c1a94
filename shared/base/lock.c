/* lock - flock(2) with a timeout. */

#include "lock.h"

#include <errno.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "deadline.h"

/* The signal only has to interrupt flock(). */
static void
ignore_signal(int signal)
{
	(void)signal;
}

/* The timer of this process, made by the first call; NULL with errno. */
static timer_t *
process_timer(void)
{
	static timer_t timer;
	static pid_t made_by; /* because a child inherits no timer */
	struct sigaction sa = { .sa_handler = ignore_signal };
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGRTMIN,
	};

	if (made_by == getpid())
		return &timer;
	sigemptyset(&sa.sa_mask);
	if (sigaction(SIGRTMIN, &sa, NULL) ||
	    timer_create(CLOCK_MONOTONIC, &event, &timer))
		return NULL;
	made_by = getpid();
	return &timer;
}

static void
start_timer(timer_t timer, long ms)
{
	/*
	 * Repeats the signal every 50 ms, because the first may come just
	 * before flock() begins to wait.
	 */
	const struct itimerspec on = {
		.it_value = {
			.tv_sec = ms / 1000,
			.tv_nsec = ms % 1000 * 1000000L,
		},
		.it_interval = { .tv_nsec = 50000000L },
	};

	timer_settime(timer, 0, &on, NULL);
}

int
lock_take(int fd)
{
	static const struct itimerspec timer_off;
	timer_t *timer;
	int failed;
	long ms;

	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return -1;
	ms = deadline_left(DEADLINE_MS);
	if (ms == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	timer = process_timer();
	if (!timer)
		return -1;
	start_timer(*timer, ms);
	failed = flock(fd, LOCK_EX);
	if (failed && errno == EINTR) {
		deadline_left(0);
		errno = ETIMEDOUT;
	}
	timer_settime(*timer, 0, &timer_off, NULL);
	return failed;
}

int
lock_try(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB);
}

int
lock_wait(int fd)
{
	int failed;

	if (deadline_left(DEADLINE_NONE) != DEADLINE_NONE)
		return lock_take(fd);
	do
		failed = flock(fd, LOCK_EX);
	while (failed && errno == EINTR);
	return failed;
}

void
lock_release(int fd)
{
	flock(fd, LOCK_UN);
}
