/* tell_client_config - the restClientConfig in the answer to connect. */

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
warn_of_defeat(void *arg, const struct rule *r, const char *why)
{
	const struct conf *c = arg;

	warn("%s defeats %s:%u, \"%s %s\": %s", c->rest_client_config, r->file,
	     r->line, rule_kind_names[r->kind], r->hook, why);
}

/* Makes it anew; `given` NULL: of the rules alone. */
static int
make_of(struct exchange *x, const struct buffer *given, char *why, size_t size)
{
	struct policy *p = x->policy;
	struct buffer json = { 0 };

	if (client_config(&p->rules.now, given ? given->at : NULL,
			  given ? given->len : 0, &json, warn_of_defeat,
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
make_of_file(struct exchange *x, char *error, size_t size)
{
	struct policy *p = x->policy;
	const char *path = x->conf->rest_client_config;
	struct buffer given = { 0 };
	struct stat st = { 0 };
	char why[400];
	int bad;

	bad = contents_read(path, CLIENT_CONFIG_MAX, &given, &st, why,
			    sizeof why);
	p->given_changed = st.st_ctim;
	buffer_add(&given, "", 1);
	given.len--;
	if (!bad)
		bad = make_of(x, &given, why, sizeof why);
	if (bad) {
		snprintf(error, size, "%s: %s", path, why);
		buffer_free(&given);
		return -1;
	}
	buffer_free(&p->given);
	p->given = given;
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
	       (st.st_ctim.tv_sec != p->given_changed.tv_sec ||
		st.st_ctim.tv_nsec != p->given_changed.tv_nsec);
}

/* What the file said when it was last good goes on with the rules of now. */
static int
make(struct exchange *x, char *error, size_t size)
{
	struct policy *p = x->policy;
	char why[400];

	if (!x->conf->rest_client_config)
		return make_of(x, NULL, why, sizeof why);
	if (make_of_file(x, error, size) == 0)
		return 0;
	warn("%s%s", error, p->given.at ? "; what it said before holds" : "");
	return p->given.at ? make_of(x, &p->given, why, sizeof why) : -1;
}

enum status
tell_client_config(struct exchange *x)
{
	struct policy *p = x->policy;
	const bool old = is_old(x);
	char error[512];

	if ((!p->client_config || old) && make(x, error, sizeof error))
		return refuse(x, SERVICE_UNAVAILABLE, "%s", error);
	if (p->client_config[0])
		set_value(x, "restClientConfig", p->client_config);
	return OK;
}
