/* check_connect - what the response to connect makes WCS do. */

#include <stdlib.h>
#include <string.h>

#include "base/comma_list.h"
#include "doctor.h"
#include "protocol/methods.h"
#include "wcs/json_value.h"

static bool
read_object(struct json_members *m, const char *json, size_t len)
{
	struct json_scan s = { .extra_depth = JSON_SCAN_EXTRA_MAX };
	bool is = len > 0 && json_scan(&s, json, len) == 0;

	if (is)
		json_members_read(m, &s, json_token_root(&s));
	json_scan_free(&s);
	return is;
}

/* Does a member of a rule of restClientConfig have this value? */
static bool
is_value(const struct json_members *fields, const char *name, const char *text)
{
	const char *json = json_members_get(fields, name);
	char *word = json ? json_value_to_text(json) : NULL;
	bool is = word && strcmp(word, text) == 0;

	free(word);
	return is;
}

static void
check_spelling(struct doctor *d, const char *name,
	       const struct json_members *fields)
{
	if (!is_value(fields, "restPolicy", "DISABLED"))
		return;
	doctor_report_hook(
	    d, DOCTOR_WARN, name,
	    "restPolicy is DISABLED, which only old documents of WCS "
	    "name");
	doctor_fix(d, "write \"restPolicy\":\"DISABLE\"");
}

/* restOnError FAIL where it has no effect. */
static void
check_on_error(struct doctor *d, const char *name,
	       const struct json_members *fields)
{
	const struct method *m = methods_find(name);

	if (!is_value(fields, "restOnError", "FAIL"))
		return;
	if (m && m->type == HOOK_CONNECT)
		doctor_report_hook(
		    d, DOCTOR_WARN, name,
		    "restOnError FAIL does nothing: WCS declines "
		    "connect on any error");
	else if (is_value(fields, "restPolicy", "DISABLE") ||
		 is_value(fields, "restPolicy", "DISABLED"))
		doctor_report_hook(d, DOCTOR_WARN, name,
				   "restOnError FAIL does nothing: the hook is "
				   "not sent");
	else if (m && m->type == HOOK_EVENT && !m->stops_on_403)
		doctor_report_hook(
		    d, DOCTOR_WARN, name,
		    "restOnError FAIL stops nothing: the event is "
		    "over, and only the browser gets an error");
}

static void
check_rules(struct doctor *d, const char *config)
{
	struct json_members rules = { 0 };
	size_t i;

	read_object(&rules, config, strlen(config));
	for (i = 0; i < rules.count; i++) {
		const struct json_member *e = &rules.at[i];
		struct json_members fields = { 0 };

		if (read_object(&fields, e->json, strlen(e->json))) {
			check_spelling(d, e->name, &fields);
			check_on_error(d, e->name, &fields);
		}
		json_members_free(&fields);
	}
	json_members_free(&rules);
}

/*
 * Notes of rest_policy_read(), a line each.  An unknown hook is only a warning,
 * because a newer WCS may have it.
 */
static void
report_notes(struct doctor *d, char *notes)
{
	char *line;

	while ((line = strsep(&notes, "\n")) && line[0]) {
		bool is_unknown =
		    strstr(line, ": no hook of that name") != NULL;

		doctor_report(d, is_unknown ? DOCTOR_WARN : DOCTOR_FAIL, "%s",
			      line);
	}
}

static const struct probe_request *
answered_connect(struct doctor *d)
{
	const struct probe_request *a = probe_find(&d->probe, "connect");

	if (a && a->call.status == 200)
		return a;
	doctor_report(d, DOCTOR_SKIP, "connect was not answered with 200");
	return NULL;
}

static void
check_config(struct doctor *d)
{
	const struct probe_request *a = answered_connect(d);
	struct buffer notes = { 0 };
	const char *config;

	if (!a)
		return;
	if (!read_object(&d->connect, doctor_answer_body(&a->call),
			 a->call.answer.len)) {
		doctor_report(d, DOCTOR_FAIL,
			      "the response to connect is not one JSON object");
		return;
	}
	config = json_members_get(&d->connect, "restClientConfig");
	if (!config) {
		doctor_report(
		    d, DOCTOR_OK,
		    "there is none: WCS obeys the response to connect "
		    "only");
		return;
	}
	rest_policy_read(&d->policy, &d->connect, &notes);
	buffer_add(&notes, "", 1);
	report_notes(d, notes.at);
	check_rules(d, config);
	if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK, "it configures %zu hooks",
			      d->policy.count);
	buffer_free(&notes);
}

static void
check_credentials(struct doctor *d)
{
	static const char *const fields[] = {
		"sipPassword", "sipLogin", "sipAuthenticationName",
		"sipDomain",   "sipProxy", "sipOutboundProxy",
	};
	const struct rest_rule *rule =
	    rest_policy_rule(&d->policy, "ConnectionStatusEvent");
	size_t i;

	if (!answered_connect(d))
		return;
	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *value = json_members_get(&d->connect, fields[i]);

		if (!value || json_members_get(&d->set, fields[i]) ||
		    comma_list_has(rule->client_exclude, fields[i]))
			continue;
		doctor_report(d, i == 0 ? DOCTOR_FAIL : DOCTOR_WARN,
			      "connect's response adds %s, and "
			      "ConnectionStatusEvent sends it to the browser",
			      fields[i]);
	}
}

const struct doctor_check check_connect[] = {
	{
	    .name = "config",
	    .why = "WCS obeys the responses to other hooks only as connect's "
		   "restClientConfig says, and ignores what it does not "
		   "understand there",
	    .fix = "write it as WCS's page on restClientConfig says; "
		   "EchoApp derives it from rules.conf",
	    .when = DOCTOR_ANSWERED,
	    .run = check_config,
	},
	{
	    .name = "credentials",
	    .why = "WCS copies connect's response into "
		   "ConnectionStatusEvent, which goes to the browser, too",
	    .fix = "in restClientConfig: \"ConnectionStatusEvent\":{"
		   "\"clientExclude\":\"sipLogin,sipPassword,"
		   "sipAuthenticationName,sipDomain,sipProxy,"
		   "sipOutboundProxy\"}",
	    .ok_text = "connect adds no credentials that reach the browser",
	    .when = DOCTOR_ANSWERED,
	    .run = check_credentials,
	},
	{ 0 },
};
