/* health - are the files that the configuration names any good? */

#include "conf_health.h"

#include <stdio.h>

#include "auth/auth.h"
#include "base/log.h"
#include "base/read_file.h"
#include "rules/client_config.h"
#include "rules/rules.h"

/* Rules that refused most. */
#define REFUSALS_SHOWN 20

bool
conf_health_auth_error(const struct conf *c, char *error, size_t size)
{
	struct auth auth = { 0 };
	const char *trouble;

	/* What is wrong is told here. */
	log_set_targets(0);
	auth_refresh(&auth, c);
	log_set_targets(c->log_targets);
	trouble = auth_error(&auth);
	snprintf(error, size, "%s", trouble ? trouble : "");
	auth_close(&auth);
	return trouble != NULL;
}

bool
conf_health_auth(struct key_values *sheet, const struct conf *c)
{
	static const char *const names[] = {
		[AUTH_NONE] = "none",
		[AUTH_HMAC] = "hmac",
		[AUTH_BASIC] = "basic",
	};
	char trouble[512];
	const bool bad = conf_health_auth_error(c, trouble, sizeof trouble);

	key_values_group(sheet, "auth");
	key_values_text(sheet, "by", names[c->auth]);
	key_values_flag(sheet, "good", !bad);
	key_values_text(sheet, "error", bad ? trouble : NULL);
	key_values_group_end(sheet);
	return bad;
}

struct first_error {
	char text[512];
	unsigned count;
};

static void
keep_first(void *arg, const char *file, unsigned line, unsigned column,
	   const char *message)
{
	struct first_error *e = arg;

	(void)column;
	if (e->count++ == 0)
		snprintf(e->text, sizeof e->text, "%s:%u: %s", file, line,
			 message);
}

int
conf_health_client_config(const struct conf *c, const struct rules *rules,
			  struct buffer *json,
			  client_config_conflict_fn *report, void *arg,
			  char *error, size_t size)
{
	struct buffer given = { 0 };
	struct error why;
	struct stat st;
	int bad;

	if (!c->rest_client_config)
		return client_config(rules, NULL, 0, json, report, arg, NULL);
	bad = read_file(c->rest_client_config, CLIENT_CONFIG_MAX, &given, &st,
			&why) ||
	      client_config(rules, given.at ? given.at : "", given.len, json,
			    report, arg, &why);
	buffer_free(&given);
	if (bad)
		snprintf(error, size, "%s: %s", c->rest_client_config,
			 why.text);
	return bad ? -1 : 0;
}

bool
conf_health_rules(struct key_values *sheet, const struct conf *c)
{
	struct rules rules = { 0 };
	struct first_error e = { .count = 0 };
	struct buffer json = { 0 };
	bool bad = c->rules_file && rules_read(&rules, NULL, c->rules_file,
					       NULL, keep_first, &e);

	if (!bad)
		bad = conf_health_client_config(c, &rules, &json, NULL, NULL,
						e.text, sizeof e.text) != 0;
	buffer_free(&json);
	key_values_group(sheet, "rules");
	key_values_text(sheet, "path", c->rules_file);
	key_values_number(sheet, "rules", (int64_t)rules.count);
	key_values_flag(sheet, "good", !bad);
	key_values_number(sheet, "errors", e.count);
	key_values_text(sheet, "error", bad ? e.text : NULL);
	key_values_group_end(sheet);
	rules_free(&rules);
	return bad;
}

void
conf_health_refusals(struct key_values *sheet, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT rule, hook, sum(count), max(last) FROM hook_count"
	    " WHERE rule <> '' GROUP BY rule, hook"
	    " ORDER BY 3 DESC, 1 LIMIT %d",
	    REFUSALS_SHOWN);

	key_values_list(sheet, "refused_by");
	while (q && sql_query_step(q) == 1) {
		key_values_group(sheet, NULL);
		key_values_text(sheet, "rule", sql_query_text(q, 0));
		key_values_text(sheet, "hook", sql_query_text(q, 1));
		key_values_number(sheet, "count", sql_query_number(q, 2));
		key_values_timestamp(sheet, "last", sql_query_number(q, 3));
		key_values_group_end(sheet);
	}
	key_values_list_end(sheet);
	sql_query_free(q);
}
