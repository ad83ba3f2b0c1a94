/* host_check - refuses requests for foreign host names. */

#include "host_check.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* The longest name (RFC 1035, 2.3.4) is shorter. */
#define HOST_MAX 256

static bool
is_port(const char *text)
{
	return !text[0] || (text[0] == ':' &&
			    strspn(text + 1, "0123456789") == strlen(text + 1));
}

static bool
is_ipv6(char *bracket)
{
	char *end = strchr(bracket, ']');
	struct in6_addr address;

	if (!end || !is_port(end + 1))
		return false;
	*end = '\0';
	return inet_pton(AF_INET6, bracket + 1, &address) == 1;
}

bool
host_check(const char *host, const struct name_set *names)
{
	struct in_addr address;
	char name[HOST_MAX];
	size_t len;

	if (!host || !host[0])
		return true;
	len = (size_t)snprintf(name, sizeof name, "%s", host);
	if (len >= sizeof name)
		return false;
	if (name[0] == '[')
		return is_ipv6(name);
	len = strcspn(name, ":");
	if (!is_port(name + len))
		return false;
	/* A dot at the end stands for the root of all names. */
	if (len > 1 && name[len - 1] == '.')
		len--;
	name[len] = '\0';
	return inet_pton(AF_INET, name, &address) == 1 ||
	       strcasecmp(name, "localhost") == 0 ||
	       name_set_has(names, name, len);
}
