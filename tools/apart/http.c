/*
 * http - of an echoappctl that carries all of its libraries along, but for
 * libcurl: another one beside it is linked with that.
 */

#include "http.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "self.h"

const char *
http_begin(char **argv)
{
	static char path[PATH_MAX + 16], why[sizeof path + 128];
	char dir[PATH_MAX];

	self_directory(dir, sizeof dir);
	snprintf(path, sizeof path, "%s/echoappctl-http", dir);
	execv(path, argv);
	snprintf(why, sizeof why,
		 "this takes %s, which has HTTP, and cannot be run: %s", path,
		 strerror(errno));
	return why;
}

/* Nobody comes to these. */

bool
http_is_url(const char *text)
{
	(void)text;
	return false;
}

struct http *
http_new(const struct http_settings *settings)
{
	(void)settings;
	abort();
}

void
http_free(struct http *h)
{
	(void)h;
}

void
http_send(struct http *h, struct http_call *c)
{
	(void)h;
	(void)c;
}

struct http_call *
http_wait(struct http *h, int64_t microseconds)
{
	(void)h;
	(void)microseconds;
	return NULL;
}

void
http_call_clear(struct http_call *c)
{
	(void)c;
}
