/*
 * hook_client_absent - the hook client of a program without libcurl.
 *
 * echoappctl is linked with this file instead of hook_client.c, because libcurl
 * brings thirty more libraries, and loading them takes longer than most
 * commands run.  A command that sends hooks re-executes as echoappctl-http, the
 * same program linked with libcurl.
 */

#include "hook_client.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/program_dir.h"

#define PROGRAM "echoappctl-http"

/*
 * A static program runs on any host; the other one needs libraries, and what
 * the loader says of those that are missing or too old tells nobody what to do.
 * Returns the loader's line, or NULL if the other program runs.
 */
static const char *
say_what_is_missing(const char *path)
{
	static char line[512];
	const char *const argv[] = { path, "--version", NULL };
	posix_spawn_file_actions_t actions;
	int said[2], status = 0;
	ssize_t n;
	pid_t pid;

	if (getauxval(AT_BASE) || access(path, X_OK) || pipe2(said, O_CLOEXEC))
		return NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
					 O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, said[1], STDERR_FILENO);
	if (posix_spawn(&pid, path, &actions, NULL, (char *const *)argv,
			environ))
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	close(said[1]);
	n = pid < 0 ? 0 : read(said[0], line, sizeof line - 1);
	close(said[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status == 0)
		return NULL;
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return line;
}

const char *
hook_client_require(char **argv)
{
	static char path[PATH_MAX + 64], error[sizeof path + 800];
	const char *missing;
	char dir[PATH_MAX];
	/* Beside this program, or in the directory for programs. */
	const char *const candidates[][2] = {
		{ dir, "/" PROGRAM },
		{ dir, "/../libexec/echoapp/" PROGRAM },
		{ LIBEXECDIR, "/" PROGRAM },
	};
	size_t i;

	program_dir(dir, sizeof dir);
	errno = ENOENT;
	for (i = 0;
	     i < sizeof candidates / sizeof *candidates && errno == ENOENT;
	     i++) {
		snprintf(path, sizeof path, "%s%s", candidates[i][0],
			 candidates[i][1]);
		missing = say_what_is_missing(path);
		if (missing) {
			snprintf(error, sizeof error,
				 "this command needs %s, which does not run on "
				 "this host: %s; run it on another machine, "
				 "because it needs only the URL",
				 path, missing);
			return error;
		}
		execv(path, argv);
	}
	snprintf(error, sizeof error,
		 "this command needs %s, which sends hooks, and cannot run it: "
		 "%s; install it again",
		 path, strerror(errno));
	return error;
}

/* For play --curl; the curl that is run says what else is wrong. */
bool
hook_client_is_url(const char *text)
{
	const size_t scheme = strncasecmp(text, "http://", 7) == 0    ? 7
			      : strncasecmp(text, "https://", 8) == 0 ? 8
								      : 0;

	return scheme && text[scheme] && !strchr("/?#:", text[scheme]) &&
	       !strpbrk(text, " \t\r\n");
}

/* Stubs: without a successful hook_client_require() no command calls them. */

struct hook_client *
hook_client_new(const struct hook_client_settings *settings)
{
	(void)settings;
	abort();
}

void
hook_client_free(struct hook_client *h)
{
	(void)h;
}

void
hook_client_send(struct hook_client *h, struct hook_call *c)
{
	(void)h;
	(void)c;
}

struct hook_call *
hook_client_wait(struct hook_client *h, int64_t microseconds)
{
	(void)h;
	(void)microseconds;
	return NULL;
}

void
hook_client_clear_call(struct hook_call *c)
{
	(void)c;
}
