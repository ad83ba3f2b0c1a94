/* dry_run - answers a hook as it would be answered now, and records nothing. */

#include "dry_run.h"

#include <limits.h>
#include <stdio.h>
#include <time.h>

#include "base/buffer.h"
#include "base/monotonic.h"
#include "cli/find_programs.h"
#include "proof/user_lookup.h"
#include "report/conf_health.h"
#include "rules/rules.h"
#include "wcs/json_members.h"

struct service *
dry_run_open(const struct command_context *x, const struct method *m)
{
	static char helper[PATH_MAX + sizeof USER_LOOKUP_PROGRAM + 1];
	char programs[PATH_MAX];

	find_programs(programs);
	snprintf(helper, sizeof helper, "%s/" USER_LOOKUP_PROGRAM, programs);
	user_lookup_set_program(helper);
	return serve_open(x->conf->optional ? "" : x->conf->file.path,
			  x->state_dir, m);
}

void
dry_run(struct service *s, const struct method *m, const char *body, size_t len,
	serve_result_fn *look, void *arg)
{
	struct request r = {
		.request_method = "POST",
		.content_type = "application/json",
		.url = m->name,
		.body = body,
		.len = len,
		.content_length = len,
	};

	r.received = monotonic_now();
	serve_dry_run(s, m, &r, look, arg);
}

static void
read_policy(struct rest_policy *policy, const struct buffer *config)
{
	struct buffer answer = { 0 }, notes = { 0 };
	struct json_members members = { 0 };
	struct json_scan s = { 0 };

	buffer_printf(&answer, "{\"restClientConfig\":%s}", config->at);
	if (json_scan(&s, answer.at, answer.len) == 0) {
		json_members_read(&members, &s, json_token_root(&s));
		rest_policy_read(policy, &members, &notes);
	}
	json_members_free(&members);
	json_scan_free(&s);
	buffer_free(&notes);
	buffer_free(&answer);
}

/*
 * Derives it from the rules instead of answering an invented connect, because
 * the rules might refuse that.  The rules are read for no hook (`none`), so
 * that the files which they name are not read: those do not change the result.
 */
void
dry_run_connect(const struct command_context *x, struct rest_policy *policy)
{
	static const struct method none = { .name = NULL };
	const struct conf *c = &x->conf->current;
	struct rules rules = { 0 };
	struct buffer config = { 0 };
	struct error error;

	if (x->conf->usable &&
	    (!c->rules_file ||
	     rules_read(&rules, NULL, c->rules_file, &none, NULL, NULL) == 0) &&
	    conf_health_client_config(c, &rules, &config, NULL, NULL, &error) ==
		0 &&
	    config.len > 0) {
		buffer_add(&config, "", 1);
		read_policy(policy, &config);
	}
	buffer_free(&config);
	rules_free(&rules);
}
