/* methods - the table of all handlers. */

#include "methods.h"

#include <strings.h>

const struct method *
methods_find(const char *name)
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

const char *
methods_status_event(const struct method *of)
{
	const struct named_method *m;

	if (of->status_event)
		return of->status_event[0] ? of->status_event : NULL;
	if (!of->about)
		return NULL;
	for (m = methods; m->program; m++)
		if (m->method->about == of->about &&
		    m->method->role == ROLE_STATUS)
			return m->method->name;
	return NULL;
}
