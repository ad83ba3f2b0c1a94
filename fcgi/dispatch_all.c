/*
 * every - a program that answers every hook, where one for each would be too
 * much to carry: each brings all of its libraries along (deploy/htaccess.in).
 *
 * The web server knows the names, as it does for the others, and leaves the
 * one that was asked for as PATH_INFO.
 */

#include <string.h>

#include "dispatch.h"
#include "protocol/methods.h"

const struct method *
dispatch_only_method(void)
{
	return NULL;
}

/* The handler of hooks that nobody knows is the one without a name. */
static const struct method *
nameless(void)
{
	const struct named_method *m = methods;

	while (m->method->name)
		m++;
	return m->method;
}

const struct method *
dispatch_method(const struct cgi_request *request)
{
	const char *path = gateway_variable(request, "PATH_INFO");
	const char *slash = path ? strrchr(path, '/') : NULL;
	const struct method *known = slash ? methods_find(slash + 1) : NULL;

	return known ? known : nameless();
}
