/* browser_check - refuses hooks that a web page made a browser send. */

#include "browser_check.h"

#include <stdio.h>
#include <string.h>

#include "base/host_check.h"

static enum http_status
refuse_by(struct exchange *x, const char *key, const char *reason)
{
	snprintf(x->rule, sizeof x->rule, "%s", key);
	return refuse(x, HTTP_FORBIDDEN, "%s", reason);
}

enum http_status
browser_check_origin(struct exchange *x)
{
	const char *origin = x->request->origin;

	if (!origin || !origin[0] ||
	    name_set_has(&x->conf->allowed_origins, origin, strlen(origin)))
		return STEP_OK;
	return refuse_by(x, "allowed_origins",
			 "a web page sent this, because there is an Origin "
			 "header; the pages that may send hooks are named by "
			 "allowed_origins in echoapp.conf");
}

/* WCS may know this server by any name, so only hook_hosts restricts it. */
enum http_status
browser_check_host(struct exchange *x)
{
	if (x->conf->hook_hosts.count == 0 ||
	    host_check(x->request->host, &x->conf->hook_hosts))
		return STEP_OK;
	return refuse_by(x, "hook_hosts",
			 "the Host header is neither an address nor localhost "
			 "nor among hook_hosts in echoapp.conf");
}
