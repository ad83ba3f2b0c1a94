/*
 * escape - a handler that was taken over, and tries to get out.
 *
 * The reason of its refusal has the errno of each attempt: "passwd 13 write 13
 * exec 13 connect 1 kill 1 state 0 conf 0".
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "method.h"

static int
opened(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC, 0600) < 0 ? errno : 0;
}

static int
executed(void)
{
	return execl("/bin/sh", "sh", "-c", "echo out", (char *)NULL) < 0
		   ? errno
		   : 0;
}

static int
connected(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
}

static int
killed(void)
{
	return kill(getppid(), 0) < 0 ? errno : 0;
}

static enum http_status
authorize(struct exchange *x)
{
	const int passwd = opened("/etc/passwd", O_RDONLY);
	const int file = opened(getenv("TRY_FILE"), O_WRONLY | O_CREAT);
	const int state = opened(getenv("TRY_STATE"), O_WRONLY | O_CREAT);
	const int conf = opened(getenv("ECHOAPP_CONF"), O_RDONLY);
	const int network = connected();
	const int parent = killed();

	return refuse(x, HTTP_FORBIDDEN,
		      "passwd %d write %d exec %d connect %d kill %d "
		      "state %d conf %d",
		      passwd, file, executed(), network, parent, state, conf);
}

const struct method method = {
	.name = "escape",
	.summary = "a handler that tries to get out",
	.authorize = authorize,
};
