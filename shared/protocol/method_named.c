/* method_named - finds a handler among all. */

#include <strings.h>

#include "methods.h"

const struct method *
method_named(const char *name)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		if (m->method->name &&
		    (strcasecmp(m->method->name, name) == 0 ||
		     (m->method->alias &&
		      strcasecmp(m->method->alias, name) == 0)))
			return m->method;
	return NULL;
}
