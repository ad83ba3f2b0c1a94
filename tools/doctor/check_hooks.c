/* check_hooks - is every hook answered, in every spelling, and in time? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/media_type.h"
#include "doctor.h"
#include "wcs/json_value.h"
#include "wcs/verdict.h"

static void
send_probe(void *arg, struct probe_request *a)
{
	struct doctor *d = arg;

	doctor_send(d, &a->call, a->name, a->body.at, a->body.len);
}

/* Reads the members of a response; false: it is no JSON object. */
static bool
read_members(const struct hook_call *c, struct json_members *into)
{
	struct json_scan s = { 0 };
	bool is = c->answer.len > 0 &&
		  json_scan(&s, doctor_answer_body(c), c->answer.len) == 0;

	if (is)
		json_members_read(into, &s, json_token_root(&s));
	json_scan_free(&s);
	return is;
}

/* Writes ": REASON" from the response, or "". */
static void
reason_of(const struct hook_call *c, char *into, size_t size)
{
	struct json_members m = { 0 };
	const char *json;
	char *word;

	into[0] = '\0';
	if (read_members(c, &m) && (json = json_members_get(&m, "reason"))) {
		word = json_value_to_text(json);
		snprintf(into, size, ": %s", word);
		free(word);
	}
	json_members_free(&m);
}

/*
 * A refusal in JSON may be the intent of a rule, so it is only a warning; for
 * connect it is a failure, because no connection can be made.
 */
static enum doctor_severity
refusal_severity(const struct probe_request *a)
{
	bool decided = (a->call.status == 403 || a->call.status == 401) &&
		       doctor_is_decision(&a->call);

	if (a->spelling == PROBE_OTHER)
		return DOCTOR_WARN;
	return decided && a->method->type != HOOK_CONNECT ? DOCTOR_WARN
							  : DOCTOR_FAIL;
}

/* If a hook was signed, the web server dropped the header. */
static void
fix_auth(struct doctor *d, const char *reason)
{
	if ((d->settings.key || d->settings.user) &&
	    strstr(reason, "no Authorization header"))
		doctor_fix_for_server(d, HINT_AUTHORIZATION);
	else
		doctor_fix(d, "if the server wants proof: --sign FILE, or "
			      "--user U --password P; if a rule wants a "
			      "member: --set NAME=VALUE, as in --set "
			      "origin=https://app.example.com");
}

static void
fix_refusal(struct doctor *d, const struct probe_request *a, const char *reason)
{
	const bool several = d->findings[d->last_finding].subject_count > 1;
	const bool decided = doctor_is_decision(&a->call);
	const long status = a->call.status;
	char text[SERVER_HINTS_SIZE];

	if (a->call.location)
		doctor_fix(d, "WCS follows no redirection: give it the final "
			      "address, with update app -l");
	else if (status == 401 || (status == 403 && decided))
		fix_auth(d, reason);
	else if (status == 201 || status == 204)
		doctor_fix(d, "answer with 200: for WCS any other status is "
			      "an error");
	else if (status == 404)
		doctor_fix(
		    d,
		    "%sroute all hooks, whatever the case of their "
		    "letters; %s; or stop WCS from sending the hook: remove "
		    "app-rest-method APP %s",
		    d->connect_blocked ? "is it the right URL? The names of "
					 "hooks are appended to it; "
				       : "",
		    server_hints_text(HINT_ROUTE, d->server, text, sizeof text),
		    several ? "HOOK" : a->method->name);
	else if (status == 413)
		doctor_fix_for_server(d, HINT_BODY_SIZE);
	else if (!decided && (status == 403 || status >= 500))
		doctor_fix_for_server(d, HINT_EXECUTE);
}

static void
report_refusal(struct doctor *d, const struct probe_request *a)
{
	char outcome[200], reason[300];

	doctor_outcome(&a->call, outcome, sizeof outcome);
	reason_of(&a->call, reason, sizeof reason);
	doctor_report_hook(d, refusal_severity(a), a->name, "%s%s", outcome,
			   reason);
	fix_refusal(d, a, reason);
}

static void
check_statuses(struct doctor *d)
{
	struct probe *s = &d->probe;
	size_t i, good = 0;

	probe_run(
	    s,
	    &(struct probe_body){ DOCTOR_APP, d->session, &d->set, false, 0 },
	    send_probe, d);
	for (i = 0; i < s->count; i++)
		good += s->at[i].call.status == 200;
	d->connect_blocked = d->connect_blocked && good == 0;
	for (i = 0; i < s->count; i++)
		if (s->at[i].call.status != 200)
			report_refusal(d, &s->at[i]);
	if (s->gave_up)
		doctor_report(d, DOCTOR_FAIL,
			      "gave up after %zu of %zu hooks: the last three "
			      "were not answered",
			      s->count, s->planned);
	else if (good == s->count)
		doctor_report(d, DOCTOR_OK,
			      "%zu names of hooks, all answered with 200",
			      good);
}

static void
check_types(struct doctor *d)
{
	const struct probe *s = &d->probe;
	size_t answered = 0, i;

	for (i = 0; i < s->count; i++) {
		const struct probe_request *a = &s->at[i];

		answered += a->call.status == 200;
		if (a->call.status != 200 ||
		    media_type_is_json(a->call.answer_type))
			continue;
		if (a->call.answer_type)
			doctor_report_hook(d, DOCTOR_FAIL, a->name,
					   "Content-Type: %.100s",
					   a->call.answer_type);
		else
			doctor_report_hook(d, DOCTOR_FAIL, a->name,
					   "there is no Content-Type");
	}
	if (answered == 0)
		doctor_report(d, DOCTOR_SKIP, "no hook was answered with 200");
}

static int
by_size(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
check_latency(struct doctor *d)
{
	const struct probe *s = &d->probe;
	int64_t *took = calloc(s->count + 1, sizeof *took);
	size_t i, n = 0;

	for (i = 0; took && i < s->count; i++) {
		const struct hook_call *c = &s->at[i].call;

		if (c->error_kind == HOOK_CALL_TIMEOUT)
			doctor_report_hook(d, DOCTOR_FAIL, s->at[i].name,
					   "no answer within %g s",
					   (double)d->settings.timeout / 1e3);
		if (c->status == 0)
			continue;
		took[n++] = c->ended_at - c->sent_at;
		if (took[n - 1] > DOCTOR_SLOW * 1000)
			doctor_report_hook(d, DOCTOR_WARN, s->at[i].name,
					   "slower than %g s",
					   (double)DOCTOR_SLOW / 1e3);
	}
	if (n > 0 && d->finding_count == 0) {
		const size_t middle = n / 2;

		qsort(took, n, sizeof *took, by_size);
		doctor_report(d, DOCTOR_OK, "median %.1f ms, slowest %.1f ms",
			      (double)took[middle] / 1e3,
			      (double)took[n - 1] / 1e3);
	}
	free(took);
}

const struct doctor_check check_hooks[] = {
	{
	    .name = "hooks",
	    .why = "for WCS any status but 200 is an error; after an error of "
		   "connect it declines the connection",
	    .fix = "read the server's log",
	    .when = DOCTOR_ANSWERED,
	    .run = check_statuses,
	},
	{
	    .name = "media type",
	    .why = "WCS cannot read a response that is not declared as JSON",
	    .fix = "Content-Type: application/json; in PHP: "
		   "header('Content-Type: application/json');",
	    .ok_text = "all responses are declared as JSON",
	    .when = DOCTOR_ANSWERED,
	    .run = check_types,
	},
	{
	    .name = "latency",
	    .why = "the caller waits for the response; after 15 s WCS counts "
		   "an error (rest_request_timeout)",
	    .fix = "do slow work after the response; find the database or "
		   "lock that the server waits for",
	    .when = DOCTOR_ANSWERED,
	    .run = check_latency,
	},
	{ 0 },
};
