/* doctor_connect - what the answer to connect makes WCS do. */

#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "protocol/methods.h"
#include "wcs/json_value.h"

static bool
read_object(struct members *m, const char *json, size_t len)
{
	struct scan s = { .deeper = SCAN_DEEPER_MAX };
	bool is = len > 0 && scan(&s, json, len) == 0;

	if (is)
		members_read(m, &s, token_root(&s));
	scan_free(&s);
	return is;
}

/* Does a member of a rule, as it was written, say this? */
static bool
says(const struct members *fields, const char *name, const char *text)
{
	const char *json = members_get(fields, name);
	char *word = json ? jsontext_word(json) : NULL;
	bool is = word && strcmp(word, text) == 0;

	free(word);
	return is;
}

static void
check_spelling(struct doctor *d, const char *name, const struct members *fields)
{
	if (!says(fields, "restPolicy", "DISABLED"))
		return;
	doctor_find_of(d, DOCTOR_WARN, name,
		       "restPolicy is DISABLED, which only the oldest pages "
		       "name");
	doctor_mend(d, "write \"restPolicy\":\"DISABLE\"");
}

/* FAIL, where there is nothing left to stop. */
static void
check_fail(struct doctor *d, const char *name, const struct members *fields)
{
	const struct method *m = method_named(name);

	if (!says(fields, "restOnError", "FAIL"))
		return;
	if (m && m->type == CONNECT)
		doctor_find_of(d, DOCTOR_WARN, name,
			       "restOnError FAIL does nothing: WCS declines "
			       "connect on any error");
	else if (says(fields, "restPolicy", "DISABLE") ||
		 says(fields, "restPolicy", "DISABLED"))
		doctor_find_of(d, DOCTOR_WARN, name,
			       "restOnError FAIL does nothing: the hook is "
			       "not sent");
	else if (m && m->type == EVENT)
		doctor_find_of(d, DOCTOR_WARN, name,
			       "restOnError FAIL stops nothing: it has "
			       "happened, and only the browser is told");
}

static void
check_rules(struct doctor *d, const char *config)
{
	struct members rules = { 0 };
	size_t i;

	read_object(&rules, config, strlen(config));
	for (i = 0; i < rules.count; i++) {
		const struct entry *e = &rules.at[i];
		struct members fields = { 0 };

		if (read_object(&fields, e->json, strlen(e->json))) {
			check_spelling(d, e->name, &fields);
			check_fail(d, e->name, &fields);
		}
		members_free(&fields);
	}
	members_free(&rules);
}

/* What WCS would not do; a hook of a WCS that is newer than we is no fault. */
static void
tell_notes(struct doctor *d, char *notes)
{
	char *line;

	while ((line = strsep(&notes, "\n")) && line[0]) {
		bool is_unknown =
		    strstr(line, ": no hook of that name") != NULL;

		doctor_find(d, is_unknown ? DOCTOR_WARN : DOCTOR_FAIL, "%s",
			    line);
	}
}

static const struct asked *
answered_connect(struct doctor *d)
{
	const struct asked *a = survey_find(&d->survey, "connect");

	if (a && a->call.status == 200)
		return a;
	doctor_find(d, DOCTOR_SKIP, "connect was not answered with 200");
	return NULL;
}

static void
check_config(struct doctor *d)
{
	const struct asked *a = answered_connect(d);
	struct buffer notes = { 0 };
	const char *config;

	if (!a)
		return;
	if (!read_object(&d->connect, a->call.answer.at, a->call.answer.len)) {
		doctor_find(d, DOCTOR_FAIL,
			    "the answer to connect is not one JSON object");
		return;
	}
	config = members_get(&d->connect, "restClientConfig");
	if (!config) {
		doctor_find(d, DOCTOR_OK,
			    "none: WCS declines connect only, and takes no "
			    "member from other answers");
		return;
	}
	wcs_policy_read(&d->policy, &d->connect, &notes);
	buffer_add(&notes, "", 1);
	tell_notes(d, notes.at);
	check_rules(d, config);
	if (d->finding_count == 0)
		doctor_find(d, DOCTOR_OK, "it is about %zu hooks",
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
	const struct wcs_rule *rule =
	    wcs_policy_rule(&d->policy, "ConnectionStatusEvent");
	size_t i;

	if (!answered_connect(d))
		return;
	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *value = members_get(&d->connect, fields[i]);

		if (!value || members_get(&d->set, fields[i]) ||
		    wcs_listed(rule->client_exclude, fields[i]))
			continue;
		doctor_find(d, i == 0 ? DOCTOR_FAIL : DOCTOR_WARN,
			    "connect's answer adds %s, and "
			    "ConnectionStatusEvent takes it to the browser",
			    fields[i]);
	}
}

const struct doctor_check doctor_connect[] = {
	{
	    .name = "config",
	    .why = "connect's restClientConfig is what makes WCS obey the "
		   "other answers; what it does not understand it ignores",
	    .mend = "write it as WCS's page of restClientConfig does; "
		    "EchoApp makes it from rules.conf",
	    .when = DOCTOR_ANSWERED,
	    .run = check_config,
	},
	{
	    .name = "credentials",
	    .why = "WCS copies what connect's answer says into "
		   "ConnectionStatusEvent, which goes to the browser too",
	    .mend = "in restClientConfig: \"ConnectionStatusEvent\":{"
		    "\"clientExclude\":\"sipLogin,sipPassword,"
		    "sipAuthenticationName,sipDomain,sipProxy,"
		    "sipOutboundProxy\"}",
	    .good = "connect adds none that would reach the browser",
	    .when = DOCTOR_ANSWERED,
	    .run = check_credentials,
	},
	{ 0 },
};
