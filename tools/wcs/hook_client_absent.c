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
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/program_dir.h"

#define PROGRAM "echoappctl-http"

const char *
hook_client_require(char **argv)
{
	static char path[PATH_MAX + 64], error[sizeof path + 160];
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
		execv(path, argv);
	}
	snprintf(error, sizeof error,
		 "this command needs %s, which sends hooks, and cannot run it: "
		 "%s; install it again",
		 path, strerror(errno));
	return error;
}

/* Stubs: without a successful hook_client_require() no command calls them. */

bool
hook_client_is_url(const char *text)
{
	(void)text;
	return false;
}

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
