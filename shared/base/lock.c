/* lock - flock(2) with a timeout. */

#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "deadline.h"

/* How long lock_take_byte() waits without a deadline; milliseconds. */
#define BYTE_MS 60000

/* How often lock_take() lets others run before it sleeps. */
#define YIELDS 5

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

static const struct itimerspec timer_off;

/*
 * Lets the next call that waits end with EINTR at the deadline; without one,
 * after `otherwise` milliseconds.  -1: it may not wait at all.
 */
static int
begin_wait(long otherwise)
{
	const long ms = deadline_left(otherwise);
	/*
	 * Repeats the signal every 50 ms, because the first may come just
	 * before the call begins to wait.
	 */
	const struct itimerspec on = {
		.it_value = {
			.tv_sec = ms / 1000,
			.tv_nsec = ms % 1000 * 1000000L,
		},
		.it_interval = { .tv_nsec = 50000000L },
	};
	timer_t *timer;

	if (ms == 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	timer = process_timer();
	return timer ? timer_settime(*timer, 0, &on, NULL) : -1;
}

/* Returns what the call returned. */
static int
end_wait(int failed)
{
	int error = errno;

	timer_settime(*process_timer(), 0, &timer_off, NULL);
	if (failed && error == EINTR) {
		deadline_left(0);
		error = ETIMEDOUT;
	}
	errno = error;
	return failed;
}

/*
 * Most locks are held for microseconds: to let others run costs less than to
 * set a timer and to sleep.
 */
static int
try_repeatedly(int fd)
{
	int tries;

	for (tries = 0; flock(fd, LOCK_EX | LOCK_NB); tries++) {
		if (errno != EWOULDBLOCK || tries == YIELDS)
			return -1;
		sched_yield();
	}
	return 0;
}

int
lock_take(int fd)
{
	if (try_repeatedly(fd) == 0)
		return 0;
	if (errno != EWOULDBLOCK || begin_wait(DEADLINE_MS))
		return -1;
	return end_wait(flock(fd, LOCK_EX));
}

int
lock_take_byte(int fd, off_t byte, bool shared)
{
	struct flock lock = {
		.l_type = shared ? F_RDLCK : F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = byte,
		.l_len = 1,
	};

	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return 0;
	if ((errno != EAGAIN && errno != EACCES) || begin_wait(BYTE_MS))
		return -1;
	return end_wait(fcntl(fd, F_OFD_SETLKW, &lock));
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
