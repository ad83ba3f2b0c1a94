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
health_auth_trouble(const struct conf *c, char *words, size_t size)
{
	struct auth auth = { 0 };
	const char *trouble;

	/* What is wrong is told here. */
	log_to(0);
	auth_use(&auth, c);
	log_to(c->log);
	trouble = auth_trouble(&auth);
	snprintf(words, size, "%s", trouble ? trouble : "");
	auth_close(&auth);
	return trouble != NULL;
}

bool
health_of_auth(struct sheet *sheet, const struct conf *c)
{
	static const char *const names[] = {
		[AUTH_NONE] = "none",
		[AUTH_HMAC] = "hmac",
		[AUTH_BASIC] = "basic",
	};
	char trouble[512];
	const bool bad = health_auth_trouble(c, trouble, sizeof trouble);

	sheet_group(sheet, "auth");
	sheet_text(sheet, "by", names[c->auth]);
	sheet_flag(sheet, "good", !bad);
	sheet_text(sheet, "error", bad ? trouble : NULL);
	sheet_group_end(sheet);
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
health_of_client_config(const struct conf *c, const struct rules *rules,
			struct buffer *json, defeat *tell, void *arg,
			char *error, size_t size)
{
	struct buffer given = { 0 };
	char why[400];
	struct stat st;
	int bad;

	if (!c->rest_client_config)
		return client_config(rules, NULL, 0, json, tell, arg, error,
				     size);
	bad = contents_read(c->rest_client_config, CLIENT_CONFIG_MAX, &given,
			    &st, why, sizeof why) ||
	      client_config(rules, given.at ? given.at : "", given.len, json,
			    tell, arg, why, sizeof why);
	buffer_free(&given);
	if (bad)
		snprintf(error, size, "%s: %s", c->rest_client_config, why);
	return bad ? -1 : 0;
}

bool
health_of_rules(struct sheet *sheet, const struct conf *c)
{
	struct rules rules = { 0 };
	struct first_error e = { .count = 0 };
	struct buffer json = { 0 };
	bool bad = c->rules &&
		   rules_read(&rules, NULL, c->rules, NULL, keep_first, &e);

	if (!bad)
		bad = health_of_client_config(c, &rules, &json, NULL, NULL,
					      e.text, sizeof e.text) != 0;
	buffer_free(&json);
	sheet_group(sheet, "rules");
	sheet_text(sheet, "path", c->rules);
	sheet_number(sheet, "rules", (int64_t)rules.count);
	sheet_flag(sheet, "good", !bad);
	sheet_number(sheet, "errors", e.count);
	sheet_text(sheet, "error", bad ? e.text : NULL);
	sheet_group_end(sheet);
	rules_free(&rules);
	return bad;
}

void
health_refusals(struct sheet *sheet, struct sql *db)
{
	struct query *q =
	    sql_prepare(db,
			"SELECT rule, hook, sum(count), max(last) FROM tally"
			" WHERE rule <> '' GROUP BY rule, hook"
			" ORDER BY 3 DESC, 1 LIMIT %d",
			REFUSALS_SHOWN);

	sheet_list(sheet, "refused_by");
	while (q && query_step(q) == 1) {
		sheet_group(sheet, NULL);
		sheet_text(sheet, "rule", query_text(q, 0));
		sheet_text(sheet, "hook", query_text(q, 1));
		sheet_number(sheet, "count", query_number(q, 2));
		sheet_moment(sheet, "last", query_number(q, 3));
		sheet_group_end(sheet);
	}
	sheet_list_end(sheet);
	query_free(q);
}
