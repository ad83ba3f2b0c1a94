/*
 * dispatch_all - a program that answers every hook.
 *
 * It is for shared hosts (deploy/htaccess.in), where statically linked programs
 * for each hook would be too large to upload.  The web server puts the name of
 * the hook into PATH_INFO.
 */

#include <string.h>

#include "dispatch.h"
#include "protocol/methods.h"

const struct method *
dispatch_only_method(void)
{
	return NULL;
}

/* The handler of unknown hooks has no name. */
static const struct method *
unknown_hook(void)
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

	return known ? known : unknown_hook();
}
