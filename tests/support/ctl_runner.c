/* ctl_runner - runs echoappctl on ./state. */

#include "ctl_runner.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "harness.h"

#define ARGUMENTS_MAX 34

const char *
ctl_path(void)
{
	static char *path;

	if (!path)
		path = path_from("TEST_TOOL", "tools/echoappctl");
	return path;
}

static pid_t
start(const char *const *arguments, const char *out, const char *err)
{
	const char *argv[ARGUMENTS_MAX + 2] = { ctl_path() };
	pid_t pid;
	size_t i;

	for (i = 0; arguments[i]; i++)
		argv[i + 1] = arguments[i];
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
	dup2(open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

static int
code_of(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

struct outcome
ctl_run_bare(const char *const *arguments)
{
	int code = code_of(start(arguments, "out", "err"));

	return (struct outcome){ code, harness_read_file("out", NULL),
				 harness_read_file("err", NULL) };
}

/* An installation has a configuration; this one has the defaults. */
static void
collect(const char **arguments, const char *first, va_list ap)
{
	size_t n = 0;

	if (!getenv("ECHOAPP_CONF")) {
		arguments[n++] = "--conf";
		arguments[n++] = "/dev/null";
	}
	arguments[n++] = "--state";
	arguments[n++] = "state";
	for (; first && n < ARGUMENTS_MAX; first = va_arg(ap, const char *))
		arguments[n++] = first;
	arguments[n] = NULL;
}

struct outcome
ctl_run(const char *first, ...)
{
	const char *arguments[ARGUMENTS_MAX + 1];
	va_list ap;

	va_start(ap, first);
	collect(arguments, first, ap);
	va_end(ap);
	return ctl_run_bare(arguments);
}

static pid_t
start_at_terminal(int *terminal, const char *first, va_list ap)
{
	const char *argv[ARGUMENTS_MAX + 2] = { ctl_path() };
	pid_t pid;

	collect(argv + 1, first, ap);
	*terminal = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert(*terminal >= 0 && !grantpt(*terminal) &&
		  !unlockpt(*terminal));
	pid = fork();
	if (pid == 0) {
		int fd;

		setsid();
		fd = open(ptsname(*terminal), O_RDWR);
		dup2(fd, STDIN_FILENO);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	return pid;
}

pid_t
ctl_start_at_terminal(int *terminal, const char *first, ...)
{
	va_list ap;
	pid_t pid;

	va_start(ap, first);
	pid = start_at_terminal(terminal, first, ap);
	va_end(ap);
	return pid;
}

char *
ctl_run_at_terminal(const char *first, ...)
{
	struct buffer seen = { 0 };
	int terminal;
	ssize_t got;
	va_list ap;
	pid_t pid;

	va_start(ap, first);
	pid = start_at_terminal(&terminal, first, ap);
	va_end(ap);
	while ((got = read(terminal, buffer_reserve(&seen, 4096), 4096)) > 0)
		seen.len += (size_t)got;
	close(terminal);
	buffer_add(&seen, "", 1);
	ck_assert_int_eq(code_of(pid), 0);
	return seen.at;
}

pid_t
ctl_start(const char *out, const char *first, ...)
{
	const char *arguments[ARGUMENTS_MAX + 1];
	va_list ap;

	va_start(ap, first);
	collect(arguments, first, ap);
	va_end(ap);
	return start(arguments, out, "err");
}

int
ctl_stop(pid_t pid, int signal)
{
	kill(pid, signal);
	return code_of(pid);
}

char *
ctl_output(struct outcome r)
{
	ck_assert_msg(r.code == 0, "exit %d: %s%s", r.code, r.err, r.out);
	ck_assert_str_eq(r.err, "");
	return r.out;
}
