/* doctor_hooks - is every hook answered, in every spelling, by itself? */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "wcs/json_value.h"
#include "wcs/verdict.h"

static void
ask_one(void *arg, struct asked *a)
{
	struct doctor *d = arg;

	doctor_ask(d, &a->call, a->name, a->body.at, a->body.len);
}

/* Is it a JSON object?  Then its members. */
static bool
read_members(const struct http_call *c, struct members *into)
{
	struct scan s = { 0 };
	bool is =
	    c->answer.len > 0 && scan(&s, doctor_body(c), c->answer.len) == 0;

	if (is)
		members_read(into, &s, token_root(&s));
	scan_free(&s);
	return is;
}

/* Why, in the server's own words; "" if it gives none. */
static void
reason_of(const struct http_call *c, char *into, size_t size)
{
	struct members m = { 0 };
	const char *json;
	char *word;

	into[0] = '\0';
	if (read_members(c, &m) && (json = members_get(&m, "reason"))) {
		word = jsontext_word(json);
		snprintf(into, size, ": %s", word);
		free(word);
	}
	members_free(&m);
}

/*
 * A refusal in JSON is a decision of somebody's; that of connect is one all
 * the same that WCS obeys.
 */
static enum doctor_says
severity(const struct asked *a)
{
	bool decided = (a->call.status == 403 || a->call.status == 401) &&
		       doctor_is_decision(&a->call);

	if (a->spelling == SURVEY_OTHER)
		return DOCTOR_WARN;
	return decided && a->method->type != CONNECT ? DOCTOR_WARN
						     : DOCTOR_FAIL;
}

/* Whoever is refused for want of proof, which was sent, was robbed of it. */
static void
mend_proof(struct doctor *d, const char *reason)
{
	if ((d->settings.key || d->settings.user) &&
	    strstr(reason, "no Authorization header"))
		doctor_mend_by(d, REMEDY_PROOF);
	else
		doctor_mend(d, "prove who you are: --sign FILE, or --user U "
			       "--password P; if a rule wants something else: "
			       "--set NAME=VALUE, as in --set "
			       "origin=https://app.example.com");
}

static void
mend_refusal(struct doctor *d, const struct asked *a, const char *reason)
{
	const bool several = d->findings[d->last].subject_count > 1;
	const bool decided = doctor_is_decision(&a->call);
	const long status = a->call.status;
	char text[REMEDY_SIZE];

	if (a->call.location)
		doctor_mend(d, "WCS follows no redirection: give it the last "
			       "address, with update app -l");
	else if (status == 401 || (status == 403 && decided))
		mend_proof(d, reason);
	else if (status == 201 || status == 204)
		doctor_mend(d, "answer 200: WCS takes any other status for an "
			       "error");
	else if (status == 404)
		doctor_mend(d,
			    "%sroute hooks without regard to case, and all of "
			    "them; %s; or a hook less: remove app-rest-method "
			    "APP %s",
			    d->is_blank ? "is it the right URL? Hooks' names "
					  "come behind it; "
					: "",
			    remedy(REMEDY_ROUTE, d->server, text, sizeof text),
			    several ? "HOOK" : a->method->name);
	else if (status == 413)
		doctor_mend_by(d, REMEDY_LARGE);
	else if (!decided && (status == 403 || status >= 500))
		doctor_mend_by(d, REMEDY_RUN);
}

static void
find_refusal(struct doctor *d, const struct asked *a)
{
	char outcome[200], reason[300];

	doctor_outcome(&a->call, outcome, sizeof outcome);
	reason_of(&a->call, reason, sizeof reason);
	doctor_find_of(d, severity(a), a->name, "%s%s", outcome, reason);
	mend_refusal(d, a, reason);
}

static void
check_hooks(struct doctor *d)
{
	struct survey *s = &d->survey;
	size_t i, good = 0;

	survey_run(
	    s,
	    &(struct survey_body){ DOCTOR_APP, d->session, &d->set, false, 0 },
	    ask_one, d);
	for (i = 0; i < s->count; i++)
		good += s->at[i].call.status == 200;
	d->is_blank = d->is_blank && good == 0;
	for (i = 0; i < s->count; i++)
		if (s->at[i].call.status != 200)
			find_refusal(d, &s->at[i]);
	if (s->gave_up)
		doctor_find(d, DOCTOR_FAIL,
			    "given up after %zu of %zu: the last three were "
			    "not answered",
			    s->count, s->planned);
	else if (good == s->count)
		doctor_find(d, DOCTOR_OK,
			    "%zu names of hooks, all answered 200", good);
}

static void
check_types(struct doctor *d)
{
	const struct survey *s = &d->survey;
	size_t answered = 0, i;

	for (i = 0; i < s->count; i++) {
		const struct asked *a = &s->at[i];

		answered += a->call.status == 200;
		if (a->call.status != 200 || wcs_reads(a->call.type))
			continue;
		if (a->call.type)
			doctor_find_of(d, DOCTOR_FAIL, a->name,
				       "Content-Type: %.100s", a->call.type);
		else
			doctor_find_of(d, DOCTOR_FAIL, a->name,
				       "there is no Content-Type");
	}
	if (answered == 0)
		doctor_find(d, DOCTOR_SKIP, "no hook was answered with 200");
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
	const struct survey *s = &d->survey;
	int64_t *took = calloc(s->count + 1, sizeof *took);
	size_t i, n = 0;

	for (i = 0; took && i < s->count; i++) {
		const struct http_call *c = &s->at[i].call;

		if (c->trouble == HTTP_LATE)
			doctor_find_of(d, DOCTOR_FAIL, s->at[i].name,
				       "no answer within %g s",
				       (double)d->settings.timeout / 1e3);
		if (c->status == 0)
			continue;
		took[n++] = c->ended_at - c->sent_at;
		if (took[n - 1] > DOCTOR_SLOW * 1000)
			doctor_find_of(d, DOCTOR_WARN, s->at[i].name,
				       "slower than %g s",
				       (double)DOCTOR_SLOW / 1e3);
	}
	if (n > 0 && d->finding_count == 0) {
		const size_t middle = n / 2;

		qsort(took, n, sizeof *took, by_size);
		doctor_find(d, DOCTOR_OK, "median %.1f ms, slowest %.1f ms",
			    (double)took[middle] / 1e3,
			    (double)took[n - 1] / 1e3);
	}
	free(took);
}

const struct doctor_check doctor_hooks[] = {
	{
	    .name = "hooks",
	    .why = "any status but 200 is an error to WCS; that of connect "
		   "declines the connection",
	    .mend = "the server's log says what went wrong",
	    .when = DOCTOR_ANSWERED,
	    .run = check_hooks,
	},
	{
	    .name = "media type",
	    .why = "WCS cannot read an answer that is not declared as JSON",
	    .mend = "Content-Type: application/json; in PHP: "
		    "header('Content-Type: application/json');",
	    .good = "all answers are declared as JSON",
	    .when = DOCTOR_ANSWERED,
	    .run = check_types,
	},
	{
	    .name = "latency",
	    .why = "whoever calls waits for the answer; after 15 s WCS takes "
		   "it for an error (rest_request_timeout)",
	    .mend = "do slow work after the answer; look for a database or a "
		    "lock that it waits for",
	    .when = DOCTOR_ANSWERED,
	    .run = check_latency,
	},
	{ 0 },
};
