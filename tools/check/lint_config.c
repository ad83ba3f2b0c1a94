/* lint_config - the operator's own rest_client_config beside the rules. */

#include <string.h>

#include "base/buffer.h"
#include "report/conf_health.h"
#include "rule_lint.h"

static void
warn_defeated(void *arg, const struct rule *r, const char *why)
{
	diagnostic_warning(arg, (struct source_location){ r->file, r->line, 0 },
			   "rest_client_config defeats this %s: %s",
			   rule_kind_names[r->kind], why);
}

void
lint_config(struct diagnostics *f, const struct rules *rules,
	    const struct conf *c)
{
	const size_t len =
	    c->rest_client_config ? strlen(c->rest_client_config) : 0;
	struct buffer json = { 0 };
	struct error error;

	/* The error begins with the file name, which the location has. */
	if (conf_health_client_config(c, rules, &json, warn_defeated, f,
				      &error))
		diagnostic_error(
		    f,
		    (struct source_location){ .file = c->rest_client_config },
		    strlen(error.text) > len + 2 ? error.text + len + 2
						 : error.text);
	buffer_free(&json);
}
