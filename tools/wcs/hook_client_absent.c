/*
 * http - of the echoappctl that most commands are: libcurl comes with thirty
 * libraries more, which take longer to load than the index takes to answer.
 * What asks a server becomes another program, which is linked with it.
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
	static char path[PATH_MAX + 64], why[sizeof path + 128];
	char dir[PATH_MAX];
	/* Beside this one, or where both were installed. */
	const char *const places[][2] = {
		{ dir, "/" PROGRAM },
		{ dir, "/../libexec/echoapp/" PROGRAM },
		{ LIBEXECDIR, "/" PROGRAM },
	};
	size_t i;

	program_dir(dir, sizeof dir);
	errno = ENOENT;
	for (i = 0; i < sizeof places / sizeof *places && errno == ENOENT;
	     i++) {
		snprintf(path, sizeof path, "%s%s", places[i][0], places[i][1]);
		execv(path, argv);
	}
	snprintf(why, sizeof why,
		 "this takes %s, which has HTTP, and cannot be run: %s", path,
		 strerror(errno));
	return why;
}

/* Nobody comes to these. */

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
