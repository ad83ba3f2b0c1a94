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
which_only(void)
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
which(const struct asked *asked)
{
	const char *path = asked_variable(asked, "PATH_INFO");
	const char *slash = path ? strrchr(path, '/') : NULL;
	const struct method *known = slash ? method_named(slash + 1) : NULL;

	return known ? known : nameless();
}
