/* reexec - on SIGHUP a process executes the file that replaced its own. */

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

/* In the environment of the new program: descriptors, separated by blanks. */
#define INHERITED_ENV "ECHOAPP_KEPT"
/* Larger files are not searched for INHERITED_ENV; bytes. */
#define PROGRAM_MAX ((size_t)64 * 1024 * 1024)

static char **saved_argv;
static char program_path[PATH_MAX];
static int signal_fd = -1;

void
reexec_save_argv(char **argv)
{
	/* Read now: once the file is replaced, the link says "(deleted)". */
	ssize_t n =
	    readlink("/proc/self/exe", program_path, sizeof program_path - 1);

	program_path[n > 0 ? n : 0] = '\0';
	saved_argv = argv;
}

/*
 * A signal handler would not do: the FastCGI library drops a connection if a
 * signal interrupts its wait for the first bytes.  A blocked signal stays
 * blocked in the new program, so that a second SIGHUP does not end it before
 * it listens.
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
		die(EXIT_TEMPORARY, "cannot make a signalfd for SIGHUP:");
}

int
reexec_fd(void)
{
	return signal_fd;
}

/*
 * The new file may be any program, such as a script.  A program that does not
 * know of inherited connections would leave the web server waiting on them, so
 * it inherits them only if its file contains the name of the variable.
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
	/* By name, because a symbolic link may lead to another file by now. */
	const char *path = saved_argv[0];
	struct signalfd_siginfo info;

	(void)!read(signal_fd, &info, sizeof info);
	if (!path || path[0] != '/')
		path = program_path;
	hand_over(kept, count, takes_connections(path));
	execv(path, saved_argv);
	unsetenv(INHERITED_ENV);
	log_warn("cannot execute %s, so the old program goes on:", path);
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
