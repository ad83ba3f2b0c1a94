/* quiet - for tests that warn on purpose. */

#include "log_capture.h"

#include <stddef.h>

#include "base/log.h"

static void
drop(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

void
drop_warnings(void)
{
	log_set_sink(drop, NULL);
}
