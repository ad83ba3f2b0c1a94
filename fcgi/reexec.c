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
#define INHERITED_ENV "ECHOAPP_KEPT"
/* No program of ours is that long; bytes. */
#define PROGRAM_MAX ((size_t)64 * 1024 * 1024)

static char **saved_argv;
static char program_path[PATH_MAX];
static int signal_fd = -1;

void
reexec_save_argv(char **argv)
{
	/* Once the file is replaced the kernel knows no name of it. */
	ssize_t n =
	    readlink("/proc/self/exe", program_path, sizeof program_path - 1);

	program_path[n > 0 ? n : 0] = '\0';
	saved_argv = argv;
}

/*
 * A handler would not do: the FastCGI library gives a connection up when a
 * signal interrupts its wait for the first bytes.  What is blocked stays so in
 * the new program, which is thus not ended by a second one before it listens.
 */
void
reexec_listen(void)
{
	sigset_t hup;

	sigemptyset(&hup);
	sigaddset(&hup, SIGHUP);
	sigprocmask(SIG_BLOCK, &hup, NULL);
	signal_fd = signalfd(-1, &hup, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signal_fd < 0)
		die(EXIT_TEMPORARY, "signalfd:");
}

int
reexec_fd(void)
{
	return signal_fd;
}

/*
 * Whatever stands in its place may be a program in any language.  One that
 * knows nothing of connections would leave the web server waiting on them, so
 * it has to name the variable that says which they are.
 */
static bool
takes_connections(const char *path)
{
	struct buffer program = { 0 };
	struct stat st;
	bool takes = read_file(path, PROGRAM_MAX, &program, &st, NULL) == 0 &&
		     memmem(program.at, program.len, INHERITED_ENV,
			    strlen(INHERITED_ENV));

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
		    (size_t)sprintf(buffer_reserve(&text, 16), "%d ", kept[i]);
	}
	if (takes && count > 0)
		setenv(INHERITED_ENV, text.at, 1);
	buffer_free(&text);
}

void
reexec(const int *kept, size_t count)
{
	/* A link may lead elsewhere by now, and is followed. */
	const char *path = saved_argv[0];
	struct signalfd_siginfo heard;

	(void)!read(signal_fd, &heard, sizeof heard);
	if (!path || path[0] != '/')
		path = program_path;
	hand_over(kept, count, takes_connections(path));
	execv(path, saved_argv);
	unsetenv(INHERITED_ENV);
	log_warn("%s cannot be started, and the old program goes on:", path);
}

size_t
reexec_inherited(int *at, size_t max)
{
	const char *text = getenv(INHERITED_ENV);
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
	unsetenv(INHERITED_ENV);
	return count;
}
