/* renew - a program that was replaced becomes the one in its place. */

#include "renew.h"

#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "die.h"
#include "log.h"

static char **started_with;
static char self[PATH_MAX];
static int ear = -1;

void
renew_with(char **argv)
{
	/* Once the file is replaced the kernel knows no name of it. */
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	self[n > 0 ? n : 0] = '\0';
	started_with = argv;
}

/*
 * A handler would not do: the FastCGI library gives a connection up when a
 * signal interrupts its wait for the first bytes.  What is blocked stays so in
 * the new program, which is thus not ended by a second one before it listens.
 */
void
renew_listen(void)
{
	sigset_t hup;

	sigemptyset(&hup);
	sigaddset(&hup, SIGHUP);
	sigprocmask(SIG_BLOCK, &hup, NULL);
	ear = signalfd(-1, &hup, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ear < 0)
		die(EXIT_AGAIN, "signalfd:");
}

int
renew_ear(void)
{
	return ear;
}

void
renew(void)
{
	/* A link may lead elsewhere by now, and is followed. */
	const char *path = started_with[0];
	struct signalfd_siginfo heard;

	(void)!read(ear, &heard, sizeof heard);
	if (!path || path[0] != '/')
		path = self;
	execv(path, started_with);
	warn("%s cannot be started, and the old program goes on:", path);
}
