/* client_config_step - the restClientConfig in the answer to connect. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/log.h"
#include "base/read_file.h"
#include "exchange.h"
#include "policy.h"
#include "rules/client_config.h"

static void
warn_of_conflict(void *arg, const struct rule *r, const char *why)
{
	const struct conf *c = arg;

	log_warn("%s defeats %s:%u, \"%s %s\": %s", c->rest_client_config,
		 r->file, r->line, rule_kind_names[r->kind], r->hook, why);
}

/* Makes it anew; `given` NULL: of the rules alone. */
static int
build_from(struct exchange *x, const struct buffer *given, char *why,
	   size_t size)
{
	struct policy *p = x->policy;
	struct buffer json = { 0 };

	if (client_config(&p->rules.current, given ? given->at : NULL,
			  given ? given->len : 0, &json, warn_of_conflict,
			  (void *)x->conf, why, size)) {
		buffer_free(&json);
		return -1;
	}
	buffer_add(&json, "", 1);
	free(p->client_config);
	p->client_config = json.at;
	return 0;
}

/* The same of the operator's file, which is kept when it is good. */
static int
build_from_file(struct exchange *x, char *error, size_t size)
{
	struct policy *p = x->policy;
	const char *path = x->conf->rest_client_config;
	struct buffer given = { 0 };
	struct stat st = { 0 };
	struct error why;
	int bad;

	bad = read_file(path, CLIENT_CONFIG_MAX, &given, &st, &why);
	p->operator_config_ctime = st.st_ctim;
	buffer_add(&given, "", 1);
	given.len--;
	if (!bad)
		bad = build_from(x, &given, why.text, sizeof why.text);
	if (bad) {
		snprintf(error, size, "%s: %.400s", path, why.text);
		buffer_free(&given);
		return -1;
	}
	buffer_free(&p->operator_config);
	p->operator_config = given;
	return 0;
}

/* Did the operator's file change?  Looks once a second at most. */
static bool
is_outdated(struct exchange *x)
{
	struct policy *p = x->policy;
	time_t now = time(NULL);
	struct stat st;

	if (!x->conf->rest_client_config || now == p->operator_config_checked)
		return false;
	p->operator_config_checked = now;
	return stat(x->conf->rest_client_config, &st) == 0 &&
	       (st.st_ctim.tv_sec != p->operator_config_ctime.tv_sec ||
		st.st_ctim.tv_nsec != p->operator_config_ctime.tv_nsec);
}

/* What the file said when it was last good goes on with the rules of now. */
static int
build(struct exchange *x, char *error, size_t size)
{
	struct policy *p = x->policy;
	char why[400];

	if (!x->conf->rest_client_config)
		return build_from(x, NULL, why, sizeof why);
	if (build_from_file(x, error, size) == 0)
		return 0;
	log_warn("%s%s", error,
		 p->operator_config.at ? "; what it said before holds" : "");
	return p->operator_config.at
		   ? build_from(x, &p->operator_config, why, sizeof why)
		   : -1;
}

enum http_status
client_config_step(struct exchange *x)
{
	struct policy *p = x->policy;
	const bool old = is_outdated(x);
	char error[512];

	if ((!p->client_config || old) && build(x, error, sizeof error))
		return refuse(x, HTTP_SERVICE_UNAVAILABLE, "%s", error);
	if (p->client_config[0])
		set_value(x, "restClientConfig", p->client_config);
	return STEP_OK;
}
