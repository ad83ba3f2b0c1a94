/* zone_option - the time zone of a command: --tz, or else the configured one.
 */
#ifndef ECHOAPP_ZONE_OPTION_H
#define ECHOAPP_ZONE_OPTION_H

#include "command.h"

/*
 * Sets the zone (base/time_zone.h) for the whole run.  `given` is the value of
 * --tz, "" if the value is missing, or NULL without --tz.  Returns 0, or prints
 * what is wrong and returns EXIT_TROUBLE.  A command that runs without a usable
 * configuration runs in UTC where the configured zone does not exist.
 */
int zone_option_use(const char *given, const struct conf_file *,
		    const struct command *);

#endif
