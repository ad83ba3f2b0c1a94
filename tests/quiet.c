/* quiet - for tests that warn on purpose. */

#include "quiet.h"

#include <stddef.h>

#include "log.h"

static void
drop(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

void
drop_warnings(void)
{
	log_through(drop, NULL);
}
