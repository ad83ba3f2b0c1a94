/* conf_health - can the files that the configuration names be used? */

#include "conf_health.h"

#include "auth/auth.h"
#include "base/log.h"
#include "base/read_file.h"
#include "base/time_zone.h"
#include "rules/client_config.h"

bool
conf_health_auth_error(const struct conf *c, struct error *e)
{
	struct auth auth = { 0 };
	const char *error;

	/* auth_refresh() logs the error, which the caller prints. */
	log_set_targets(0);
	auth_refresh(&auth, c);
	log_set_targets(c->log_targets);
	error = auth_error(&auth);
	if (error)
		error_set(e, "%s", error);
	auth_close(&auth);
	return error != NULL;
}

int
conf_health_client_config(const struct conf *c, const struct rules *rules,
			  struct buffer *json,
			  client_config_conflict_fn *report, void *arg,
			  struct error *e)
{
	struct buffer given = { 0 };
	struct error why;
	struct stat st;
	int bad;

	if (!c->rest_client_config)
		return client_config(rules, NULL, 0, json, report, arg, e);
	bad = read_file(c->rest_client_config, CLIENT_CONFIG_MAX, &given, &st,
			&why) ||
	      client_config(rules, given.at ? given.at : "", given.len, json,
			    report, arg, &why);
	buffer_free(&given);
	return bad ? error_set(e, "%s: %s", c->rest_client_config, why.text)
		   : 0;
}

int
conf_health_timezone(const struct conf_file *f, struct error *e)
{
	const struct conf *c = &f->current;
	struct error why;

	if (!f->usable || !time_zone_check(c->timezone, &why))
		return 0;
	return error_set(e, "%s:%u: timezone: %s", f->file.path,
			 c->timezone_line, why.text);
}

static void
ignore(void *arg, const char *file, unsigned line, unsigned column,
       const char *message)
{
	(void)arg, (void)file, (void)line, (void)column, (void)message;
}

void
conf_health_add_paths(const struct conf *c, struct sandbox_paths *p)
{
	struct rules rules;

	if (!c->rules_file)
		return;
	(void)rules_read(&rules, NULL, c->rules_file, NULL, ignore, NULL);
	rules_add_paths(&rules, p);
	rules_free(&rules);
}
