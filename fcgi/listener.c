/* listener - accepts connections of web servers. */

#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * FastCGI 1.0, 3.2: connections over a network are accepted only from the
 * addresses in this variable.
 */
static bool
is_web_server(const struct sockaddr_storage *peer)
{
	const char *list, *at;
	const struct sockaddr_in *in = (const struct sockaddr_in *)peer;
	char text[INET_ADDRSTRLEN];
	size_t len;

	if (peer->ss_family != AF_INET)
		return true;
	list = getenv("FCGI_WEB_SERVER_ADDRS");
	if (!list || !inet_ntop(AF_INET, &in->sin_addr, text, sizeof text))
		return true;
	len = strlen(text);
	for (at = list; (at = strstr(at, text)); at += len)
		if ((at == list || at[-1] == ',') &&
		    (at[len] == '\0' || at[len] == ','))
			return true;
	return false;
}

int
listener_accept(int listener)
{
	struct sockaddr_storage peer = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof peer;
	int fd = accept4(listener, (struct sockaddr *)&peer, &len,
			 SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0 || is_web_server(&peer))
		return fd;
	close(fd);
	errno = EAGAIN;
	return -1;
}

int
listener_filler(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

bool
listener_bar(int listener, int filler)
{
	struct sockaddr_un name = { .sun_family = AF_UNSPEC };
	socklen_t len = sizeof name;

	if (getsockname(listener, (struct sockaddr *)&name, &len) ||
	    name.sun_family != AF_UNIX)
		return true;
	(void)listen(listener, 0);
	return connect(filler, (struct sockaddr *)&name, len) == 0 ||
	       errno != EAGAIN;
}
