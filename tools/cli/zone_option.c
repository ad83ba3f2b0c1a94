/* zone_option - the time zone of a command: --tz, or else the configured one.
 */

#include "zone_option.h"

#include "base/time_zone.h"
#include "report/conf_health.h"

int
zone_option_use(const char *given, const struct conf_file *conf,
		const struct command *command)
{
	struct error why;

	if (given && !given[0])
		return complain_usage(
		    "option --tz needs a value: give " TIME_ZONE_FORMS);
	if (given)
		return time_zone_use(given, &why)
			   ? complain_usage("--tz: %s", why.text)
			   : 0;
	if (conf_health_timezone(conf, &why))
		return command->allows_bad_conf
			   ? 0
			   : complain_error("%s", why.text);
	return conf->usable ? time_zone_use(conf->current.timezone, NULL) : 0;
}
