/* user_helper - the process echoapp-users, which asks a database for users. */

#include "user_helper.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/monotonic.h"
#include "base/program_dir.h"
#include "base/spawn_apart.h"

/* A helper that does not answer by then never will. */
#define HELPER_MS (USER_LOOKUP_MS + 200)

/* Its standard input is the socket, and it has no other descriptor of ours but
 * standard error. */
static int
spawn(const char *path, const char *settings, int socket)
{
	const char *const argv[] = { path, settings, NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;
	int failed;

	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null",
					 O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
	failed = spawn_apart(path, &files, &attributes, argv);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

int
user_helper_start(const char *program, const char *settings,
		  char why[USER_LOOKUP_TEXT_MAX + 1])
{
	char dir[PATH_MAX], beside[PATH_MAX + sizeof USER_LOOKUP_PROGRAM + 1];
	int pair[2] = { -1, -1 }, failed = 0;

	if (!program && program_dir(dir, sizeof dir)) {
		snprintf(beside, sizeof beside, "%s/" USER_LOOKUP_PROGRAM, dir);
		program = beside;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		failed = errno;
	else
		failed = program ? spawn(program, settings, pair[1]) : ENOENT;
	close(pair[1]);
	if (!failed)
		return pair[0];
	close(pair[0]);
	if (failed == ENOENT)
		snprintf(why, USER_LOOKUP_TEXT_MAX,
			 "this installation has no " USER_LOOKUP_PROGRAM
			 ", which asks databases");
	else
		snprintf(why, USER_LOOKUP_TEXT_MAX,
			 USER_LOOKUP_PROGRAM " cannot be started: %s",
			 strerror(failed));
	return -1;
}

static bool
put(int socket, const struct user_lookup_question *q, const char *user)
{
	const struct iovec parts[] = {
		{ (void *)q, sizeof *q },
		{ (char *)user, strlen(user) },
	};
	const struct msghdr packet = { .msg_iov = (struct iovec *)parts,
				       .msg_iovlen = 2 };

	return sendmsg(socket, &packet, MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
}

/* One packet, if it is there; 0: it is not. */
static int
get(int socket, struct user_lookup_reply *r, char text[USER_LOOKUP_TEXT_MAX],
    size_t *len)
{
	struct iovec parts[] = {
		{ r, sizeof *r },
		{ text, USER_LOOKUP_TEXT_MAX },
	};
	struct msghdr packet = { .msg_iov = parts, .msg_iovlen = 2 };
	const ssize_t n = recvmsg(socket, &packet, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < (ssize_t)sizeof *r)
		return -1;
	*len = (size_t)n - sizeof *r;
	return 1;
}

int
user_helper_ask(int socket, const struct user_lookup_question *q,
		const char *user, char text[USER_LOOKUP_TEXT_MAX], size_t *len)
{
	const long most = deadline_left(HELPER_MS);
	const int64_t end =
	    monotonic_now() + 1000 * (most < HELPER_MS ? most : HELPER_MS);
	struct pollfd on = { .fd = socket, .events = POLLIN };
	struct user_lookup_reply r = { 0 };
	int64_t left;
	int got;

	if (!put(socket, q, user))
		return -1;
	while ((left = monotonic_remaining(end, HELPER_MS * INT64_C(1000)))) {
		poll(&on, 1, (int)(left / 1000) + 1);
		got = get(socket, &r, text, len);
		if (got < 0)
			return -1;
		if (got > 0 && r.id == q->id)
			return (int)r.result;
	}
	return -1;
}
