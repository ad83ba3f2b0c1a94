/* database - the drivers that this build has. */

#include "database.h"

#include <string.h>

static const struct database_driver *const drivers[] = {
	&database_sqlite,
#ifdef HAVE_POSTGRESQL
	&database_postgresql,
#endif
#ifdef HAVE_MARIADB
	&database_mariadb,
#endif
};

enum { DRIVERS = sizeof drivers / sizeof drivers[0] };

const struct database_driver *
database_driver(const char *name)
{
	size_t i;

	for (i = 0; i < DRIVERS; i++)
		if (strcmp(drivers[i]->name, name) == 0)
			return drivers[i];
	return NULL;
}

const char *
database_driver_name(size_t number)
{
	return number < DRIVERS ? drivers[number]->name : NULL;
}

int
database_absent(const char *name, struct database_error *error)
{
	return error_set(&error->log,
			 "this build of EchoApp leaves out %s, because its "
			 "library was not there",
			 name);
}

bool
database_add(struct buffer *row, const char *value, size_t len,
	     struct database_error *error)
{
	if (len <= DATABASE_VALUE_MAX && !memchr(value, '\0', len)) {
		buffer_add(row, value, len);
		buffer_add(row, "", 1);
		return true;
	}
	error_set(&error->log, "a value is longer than %zu bytes, or has a NUL",
		  DATABASE_VALUE_MAX);
	return false;
}
