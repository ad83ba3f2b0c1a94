/* tell_client_config - the restClientConfig in the answer to connect. */

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "client_config.h"
#include "contents.h"
#include "exchange.h"
#include "log.h"
#include "policy.h"

static void
warn_of_defeat(void *arg, const struct rule *r, const char *why)
{
	const struct conf *c = arg;

	warn("%s defeats %s:%u, \"%s %s\": %s", c->rest_client_config, r->file,
	     r->line, rule_kind_names[r->kind], r->hook, why);
}

/* Makes it anew; -1: the operator's file is no good. */
static int
make(struct exchange *x, char *error, size_t size)
{
	struct policy *p = x->policy;
	const char *path = x->conf->rest_client_config;
	struct buffer given = { 0 }, json = { 0 };
	struct stat st = { 0 };
	char why[400];
	int bad = 0;

	if (path)
		bad = contents_read(path, CLIENT_CONFIG_MAX, &given, &st, why,
				    sizeof why);
	p->given = st.st_ctim;
	if (!bad)
		bad = client_config(&p->now,
				    path ? (given.at ? given.at : "") : NULL,
				    given.len, &json, warn_of_defeat,
				    (void *)x->conf, why, sizeof why);
	buffer_free(&given);
	if (bad) {
		snprintf(error, size, "%s: %s", path, why);
		buffer_free(&json);
		return -1;
	}
	buffer_add(&json, "", 1);
	free(p->client_config);
	p->client_config = json.at;
	return 0;
}

/* Did the operator's file change?  Looks once a second at most. */
static bool
is_old(struct exchange *x)
{
	struct policy *p = x->policy;
	time_t now = time(NULL);
	struct stat st;

	if (!x->conf->rest_client_config || now == p->looked_at_given)
		return false;
	p->looked_at_given = now;
	return stat(x->conf->rest_client_config, &st) == 0 &&
	       (st.st_ctim.tv_sec != p->given.tv_sec ||
		st.st_ctim.tv_nsec != p->given.tv_nsec);
}

enum status
tell_client_config(struct exchange *x)
{
	struct policy *p = x->policy;
	bool old = is_old(x);
	char error[512];

	if ((!p->client_config || old) && make(x, error, sizeof error)) {
		warn("%s%s", error,
		     p->client_config ? "; what it said before holds" : "");
		if (!p->client_config)
			return refuse(x, SERVICE_UNAVAILABLE, "%s", error);
	}
	if (p->client_config[0])
		set_value(x, "restClientConfig", p->client_config);
	return OK;
}
