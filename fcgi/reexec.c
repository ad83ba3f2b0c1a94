/* renew - a program that was replaced becomes the one in its place. */

#include "reexec.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/log.h"
#include "base/read_file.h"

/* In the environment of the new program: descriptors, a blank between them. */
#define KEPT "ECHOAPP_KEPT"
/* No program of ours is that long; bytes. */
#define PROGRAM_MAX ((size_t)64 * 1024 * 1024)

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

/*
 * Whatever stands in its place may be a program in any language.  One that
 * knows nothing of connections would leave the web server waiting on them, so
 * it has to name the variable that says which they are.
 */
static bool
takes_kept(const char *path)
{
	struct buffer program = { 0 };
	char error[256];
	struct stat st;
	bool takes = contents_read(path, PROGRAM_MAX, &program, &st, error,
				   sizeof error) == 0 &&
		     memmem(program.at, program.len, KEPT, strlen(KEPT));

	buffer_free(&program);
	return takes;
}

static void
hand_over(const int *kept, size_t count, bool takes)
{
	struct buffer text = { 0 };
	size_t i;

	for (i = 0; i < count; i++) {
		fcntl(kept[i], F_SETFD, takes ? 0 : FD_CLOEXEC);
		text.len +=
		    (size_t)sprintf(buffer_room(&text, 16), "%d ", kept[i]);
	}
	if (takes && count > 0)
		setenv(KEPT, text.at, 1);
	buffer_free(&text);
}

void
renew(const int *kept, size_t count)
{
	/* A link may lead elsewhere by now, and is followed. */
	const char *path = started_with[0];
	struct signalfd_siginfo heard;

	(void)!read(ear, &heard, sizeof heard);
	if (!path || path[0] != '/')
		path = self;
	hand_over(kept, count, takes_kept(path));
	execv(path, started_with);
	unsetenv(KEPT);
	warn("%s cannot be started, and the old program goes on:", path);
}

size_t
renew_kept(int *at, size_t max)
{
	const char *text = getenv(KEPT);
	size_t count = 0;
	struct stat st;
	char *end;

	for (; text && count < max; text = end) {
		long fd = strtol(text, &end, 10);

		if (end == text)
			break;
		if (fd > STDERR_FILENO && fd < INT_MAX &&
		    fstat((int)fd, &st) == 0 && S_ISSOCK(st.st_mode))
			at[count++] = (int)fd;
	}
	unsetenv(KEPT);
	return count;
}
