/* rehearse - a hook as it would be answered now, without being recorded. */

#include "dry_run.h"

#include <time.h>

#include "base/buffer.h"
#include "report/conf_health.h"
#include "rules/rules.h"
#include "wcs/json_object.h"

struct service *
rehearsal_of(const struct context *x, const struct method *m)
{
	return service_open(x->conf->optional ? "" : x->conf->file.path,
			    x->state_dir, m);
}

void
rehearse(struct service *s, const struct method *m, const char *body,
	 size_t len, service_look *look, void *arg)
{
	struct request r = {
		.request_method = "POST",
		.content_type = "application/json",
		.url = m->name,
		.body = body,
		.len = len,
		.declared = len,
	};

	clock_gettime(CLOCK_MONOTONIC, &r.since);
	service_try(s, m, &r, look, arg);
}

static void
ignore(void *arg, const char *file, unsigned line, unsigned column,
       const char *message)
{
	(void)arg;
	(void)file;
	(void)line;
	(void)column;
	(void)message;
}

static void
take_policy(struct wcs_policy *policy, const struct buffer *config)
{
	struct buffer answer = { 0 }, notes = { 0 };
	struct members members = { 0 };
	struct scan s = { 0 };

	buffer_printf(&answer, "{\"restClientConfig\":%s}", config->at);
	if (scan(&s, answer.at, answer.len) == 0) {
		members_read(&members, &s, token_root(&s));
		wcs_policy_read(policy, &members, &notes);
	}
	members_free(&members);
	scan_free(&s);
	buffer_free(&notes);
	buffer_free(&answer);
}

/*
 * No request is made up for it: the rules may refuse that, and tell nothing
 * then.  Nor are the files read that they name, which say nothing of it.
 */
void
rehearse_connect(const struct context *x, struct wcs_policy *policy)
{
	static const struct method none = { .name = NULL };
	const struct conf *c = &x->conf->now;
	struct rules rules = { 0 };
	struct buffer config = { 0 };
	char error[512];

	if (x->conf->good &&
	    (!c->rules ||
	     rules_read(&rules, NULL, c->rules, &none, ignore, NULL) == 0) &&
	    health_of_client_config(c, &rules, &config, NULL, NULL, error,
				    sizeof error) == 0 &&
	    config.len > 0) {
		buffer_add(&config, "", 1);
		take_policy(policy, &config);
	}
	buffer_free(&config);
	rules_free(&rules);
}
