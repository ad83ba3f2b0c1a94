/* local_url - does a URL lead to this machine? */

#include "local_url.h"

#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *
find_host(const char *url)
{
	const char *at = strstr(url, "://"), *end, *user;

	at = at ? at + 3 : url;
	end = at + strcspn(at, "/?#");
	user = memrchr(at, '@', (size_t)(end - at));
	return user ? user + 1 : at;
}

unsigned
local_url_port(const char *url)
{
	const char *at = find_host(url);

	at += *at == '[' ? strcspn(at, "]") : 0;
	at += strcspn(at, ":/?#");
	if (*at == ':')
		return (unsigned)strtoul(at + 1, NULL, 10);
	return strncasecmp(url, "https:", 6) == 0 ? 443 : 80;
}

bool
local_url_host(const char *url, char *into, size_t size)
{
	const char *at = find_host(url);
	size_t len;

	len = *at == '[' ? strcspn(++at, "]") : strcspn(at, ":/?#");
	if (len >= size)
		return false;
	memcpy(into, at, len);
	into[len] = '\0';
	return true;
}

/* bind() works only with an address of this machine. */
bool
local_url_is_local(const char *host)
{
	struct addrinfo hint = { .ai_socktype = SOCK_STREAM }, *all, *a;
	bool is = false;

	/* Whatever the resolver says (RFC 6761, 6.3). */
	if (strcasecmp(host, "localhost") == 0)
		return true;
	if (getaddrinfo(host, "0", &hint, &all))
		return false;
	for (a = all; a && !is; a = a->ai_next) {
		int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

		is = fd >= 0 && bind(fd, a->ai_addr, a->ai_addrlen) == 0;
		if (fd >= 0)
			close(fd);
	}
	freeaddrinfo(all);
	return is;
}
