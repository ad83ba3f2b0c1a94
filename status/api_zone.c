/* api_zone - the time zone of one query: its parameter tz, or `timezone`. */

#include "api_zone.h"

#include "report/conf_health.h"

static bool
needs_zone(const struct resource *resource, const struct url_query *q)
{
	return resource == &cdr_csv_resource || url_query_value(q, "since") ||
	       url_query_value(q, "until");
}

bool
api_zone_enter(const struct api *a, const struct resource *resource,
	       const struct url_query *q, struct api_response *r)
{
	const char *given = url_query_value(q, "tz");
	struct error why;

	if (given) {
		if (time_zone_use(given, &why) == 0)
			return true;
		api_hide_paths(a, why.text);
		api_refuse_parameters(r, resource, why.text);
		return false;
	}
	if (!a->conf.usable || !needs_zone(resource, q))
		return true;
	/* In UTC the times would mean something else than the operator's. */
	if (conf_health_timezone(&a->conf, &why)) {
		api_hide_paths(a, why.text);
		api_refuse(r, 503, "%s", why.text);
		return false;
	}
	return time_zone_use(a->conf.current.timezone, NULL) == 0;
}

void
api_zone_leave(void)
{
	time_zone_use("UTC", NULL);
}
