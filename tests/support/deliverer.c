/* deliverer - runs echoapp-deliver. */

#include "deliverer.h"

#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

void
deliverer_configure(const char *format, ...)
{
	char *lines;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_gt(vasprintf(&lines, format, ap), 0);
	va_end(ap);
	write_file("echoapp.conf", "deliver = deliver.conf\nlog = server\n");
	write_file("secret", DELIVERER_SECRET "\n");
	ck_assert_int_eq(chmod("secret", 0600), 0);
	replace_file("deliver.conf", lines, 0600);
	free(lines);
	mkdir("state", 0700);
}

static pid_t
start(const char *argument)
{
	char *path = path_from("TEST_DELIVERER", "deliver/echoapp-deliver");
	pid_t pid = fork();
	int log;

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("ECHOAPP_CONF", path_here("echoapp.conf"), 1);
	setenv("ECHOAPP_STATE_DIR", path_here("state"), 1);
	log = open("deliver.log", O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(log, STDERR_FILENO);
	execl(path, path, argument, (char *)NULL);
	_exit(127);
}

pid_t
deliverer_start(void)
{
	return start(NULL);
}

int
deliverer_run_once(void)
{
	pid_t pid = start("--once");
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

char *
deliverer_file(const char *file)
{
	char path[256];

	snprintf(path, sizeof path, "state/deliver/%s", file);
	return access(path, F_OK) ? (char *)"" : harness_read_file(path, NULL);
}

void
deliverer_wait_for(const char *file, const char *text)
{
	double until = seconds_now() + 20;

	while (!strstr(deliverer_file(file), text)) {
		ck_assert_msg(seconds_now() < until, "%s has not \"%s\": %s",
			      file, text, deliverer_file(file));
		usleep(20000);
	}
}
