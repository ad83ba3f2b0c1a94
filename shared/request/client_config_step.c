/* client_config_step - puts restClientConfig into the answer to connect. */

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

	log_warn("%s overrides %s:%u, \"%s %s\": %s", c->rest_client_config,
		 r->file, r->line, rule_kind_names[r->kind], r->hook, why);
}

/* Joins the rules with `given`, which may be NULL. */
static int
build_from(struct exchange *x, const struct buffer *given, struct error *error)
{
	struct policy *p = x->policy;
	struct buffer json = { 0 };

	if (client_config(&p->rules.current, given ? given->at : NULL,
			  given ? given->len : 0, &json, warn_of_conflict,
			  (void *)x->conf, error)) {
		buffer_free(&json);
		return -1;
	}
	buffer_add(&json, "", 1);
	free(p->client_config.json);
	p->client_config.json = json.at;
	return 0;
}

/* Joins the rules with the operator's file, and keeps that if it is good. */
static int
build_from_file(struct exchange *x, struct error *error)
{
	struct client_config_cache *c = &x->policy->client_config;
	const char *path = x->conf->rest_client_config;
	struct buffer given = { 0 };
	struct stat st = { 0 };
	struct error why;
	int bad;

	bad = read_file(path, CLIENT_CONFIG_MAX, &given, &st, &why);
	c->ctime = st.st_ctim;
	buffer_add(&given, "", 1);
	given.len--;
	if (!bad)
		bad = build_from(x, &given, &why);
	if (bad) {
		buffer_free(&given);
		return error_set(error, "%s: %s", path, why.text);
	}
	buffer_free(&c->given);
	c->given = given;
	return 0;
}

/* Has the operator's file changed?  Looks once a second at most. */
static bool
is_outdated(struct exchange *x)
{
	struct client_config_cache *c = &x->policy->client_config;
	time_t now = time(NULL);
	struct stat st;

	if (!x->conf->rest_client_config || now == c->checked)
		return false;
	c->checked = now;
	return stat(x->conf->rest_client_config, &st) == 0 &&
	       (st.st_ctim.tv_sec != c->ctime.tv_sec ||
		st.st_ctim.tv_nsec != c->ctime.tv_nsec);
}

/*
 * Builds the JSON again, or returns NULL with the error.  If the operator's
 * file has errors, its last good version is joined with the rules.
 */
static const char *
build(struct exchange *x, struct error *error)
{
	struct client_config_cache *c = &x->policy->client_config;
	int bad;

	if (!x->conf->rest_client_config)
		return build_from(x, NULL, error) ? NULL : c->json;
	bad = build_from_file(x, error);
	if (bad)
		log_warn("%s%s", error->text,
			 c->given.at ? "; its last good version stays in force"
				     : "");
	if (bad && c->given.at)
		bad = build_from(x, &c->given, error);
	return bad ? NULL : c->json;
}

enum http_status
client_config_step(struct exchange *x)
{
	const bool outdated = is_outdated(x);
	const char *json = x->policy->client_config.json;
	struct error error;

	if (!json || outdated)
		json = build(x, &error);
	if (!json)
		return refuse(x, HTTP_SERVICE_UNAVAILABLE, "%s", error.text);
	if (json[0])
		set_value(x, "restClientConfig", json);
	return STEP_OK;
}
