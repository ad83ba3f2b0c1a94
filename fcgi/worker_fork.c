/* worker_fork - starts a worker that has no listening socket at first. */

#include "worker_fork.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/run_apart.h"
#include "fd_message.h"

/* A new worker that was stopped does not hold up the supervisor for longer. */
#define ASK_MS 1000

struct order {
	int (*run)(void *arg);
	void *arg;
	pid_t pid;
	int error;
};

/* A pair of sockets; each process has one of them. */
static int lend_fd = -1, borrow_fd = -1;

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void
fork_here(void *arg)
{
	struct order *o = arg;

	o->pid = fork();
	o->error = errno;
	if (o->pid != 0)
		return;
	close_end(&lend_fd);
	exit(o->run(o->arg));
}

/* Waits for a message, or for the end of the other process. */
static bool
has_come(int fd, int timeout)
{
	struct pollfd on = { .fd = fd, .events = POLLIN };
	int n;

	do
		n = poll(&on, 1, timeout);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

static ssize_t
receive(int from, struct fd_message_fds *fds)
{
	char byte;
	struct iovec part = { .iov_base = &byte, .iov_len = 1 };

	return fd_message_receive(from, &part, 1, fds);
}

static int
send_one(int to, const struct fd_message_fds *fds)
{
	struct iovec part = { .iov_base = (char[]){ 'L' }, .iov_len = 1 };

	return fd_message_send(to, &part, 1, fds);
}

static void
lend(pid_t pid)
{
	const struct fd_message_fds listener = { { STDIN_FILENO }, 1 };
	struct fd_message_fds none;

	if (!has_come(lend_fd, ASK_MS))
		log_warn("worker %d does not start within %d ms", (int)pid,
			 ASK_MS);
	else if (receive(lend_fd, &none) > 0 && send_one(lend_fd, &listener))
		log_warn("cannot lend worker %d the listening socket:",
			 (int)pid);
}

pid_t
worker_fork(int (*run)(void *arg), void *arg)
{
	struct order o = { .run = run, .arg = arg, .pid = -1 };

	if (fd_message_pair(&lend_fd, &borrow_fd))
		return -1;
	errno = run_apart(fork_here, &o);
	if (errno == 0 && o.pid < 0)
		errno = o.error;
	close_end(&borrow_fd);
	if (o.pid > 0)
		lend(o.pid);
	close_end(&lend_fd);
	return o.pid;
}

bool
worker_fork_borrow(void)
{
	struct fd_message_fds fds = { .count = 0 };
	bool has = send_one(borrow_fd, &fds) == 0 && has_come(borrow_fd, -1) &&
		   receive(borrow_fd, &fds) > 0 && fds.count == 1;

	close_end(&borrow_fd);
	if (has) {
		has = dup2(fds.at[0], STDIN_FILENO) >= 0;
		close(fds.at[0]);
	}
	return has;
}
