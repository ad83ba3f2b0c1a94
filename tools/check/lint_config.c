/* lint_config - the operator's own rest_client_config beside the rules. */

#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "report/conf_health.h"
#include "rule_lint.h"

static void
warn_defeated(void *arg, const struct rule *r, const char *why)
{
	diagnostic_warning(arg, (struct source_location){ r->file, r->line, 0 },
			   "rest_client_config defeats this %s: %s",
			   rule_kind_names[r->kind], why);
}

/* Does the journal leave out the field, or what it is in? */
static bool
is_left_out(const struct conf *c, const struct field_path *p)
{
	size_t i;

	for (i = 0; i < p->depth; i++)
		if (name_set_has(&c->redact, p->names[i],
				 strlen(p->names[i])) ||
		    name_set_has(&c->drop, p->names[i], strlen(p->names[i])))
			return true;
	return false;
}

static void
check_recorded(struct diagnostics *f, const struct rules *rules,
	       const struct conf *c)
{
	const struct field_path *secret;
	char shown[128];
	size_t i;

	for (i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->at[i];

		if (r->kind != RULE_PROVE)
			continue;
		secret = r->proof.kind == PROOF_PASSWORD ? &r->proof.password
							 : &r->proof.token;
		if (is_left_out(c, secret))
			continue;
		log_escape(shown, sizeof shown,
			   secret->names[secret->depth - 1]);
		diagnostic_warning(
		    f, (struct source_location){ r->file, r->line, 0 },
		    "the journal records the %s that this proof reads; add to "
		    "echoapp.conf: redact = %s",
		    r->proof.kind == PROOF_PASSWORD ? "password" : "token",
		    shown);
	}
}

void
lint_config(struct diagnostics *f, const struct rules *rules,
	    const struct conf *c)
{
	const size_t len =
	    c->rest_client_config ? strlen(c->rest_client_config) : 0;
	struct buffer json = { 0 };
	struct error error;

	check_recorded(f, rules, c);
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
