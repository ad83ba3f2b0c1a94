/* check_answers - does a response hold what was sent? */

#include <string.h>

#include "base/comma_list.h"
#include "doctor.h"
#include "json_compare.h"
#include "protocol/methods.h"

/* More differences in one response are not reported. */
#define DIFFERENCES_MAX 64

/* The request whose response is compared. */
struct answer_check {
	struct doctor *d;
	const struct probe_request *request;
	bool is_extreme; /* the body has numbers that WCS does not send */
};

static bool
is_probe_member(const char *top)
{
	return strcmp(top, "custom") == 0 || strcmp(top, "doctor") == 0;
}

/* How bad a difference is for WCS; DOCTOR_OK: it may be intended. */
static enum doctor_severity
difference_severity(const struct answer_check *c,
		    const struct json_difference *m)
{
	const struct method *about = c->request->method;
	const struct rest_rule *rule;

	if (c->is_extreme)
		return is_probe_member(m->member) ? DOCTOR_WARN : DOCTOR_OK;
	if (about->type == HOOK_CONNECT) {
		if (rest_policy_is_context(m->member) &&
		    m->kind != JSON_DIFFERENCE_MISSING)
			return DOCTOR_WARN;
		if (m->kind == JSON_DIFFERENCE_ADDED &&
		    !is_probe_member(m->member))
			return DOCTOR_OK;
		return m->kind == JSON_DIFFERENCE_CHANGED &&
			       !is_probe_member(m->member)
			   ? DOCTOR_OK
			   : DOCTOR_FAIL;
	}
	rule = rest_policy_rule(&c->d->policy, about->name);
	return rule->policy == REST_POLICY_OVERWRITE &&
		       comma_list_has(rule->rest_overwrite, m->member)
		   ? DOCTOR_OK
		   : DOCTOR_WARN;
}

static void
report_difference(void *arg, const struct json_difference *m)
{
	static const char *const verbs[] = {
		[JSON_DIFFERENCE_RETYPED] = "has another type",
		[JSON_DIFFERENCE_ROUNDED] = "is another number",
		[JSON_DIFFERENCE_CHANGED] = "changed",
	};
	const struct answer_check *c = arg;
	enum doctor_severity severity = difference_severity(c, m);
	const char *name = c->request->name;

	if (severity == DOCTOR_OK)
		return;
	if (m->kind == JSON_DIFFERENCE_MISSING)
		doctor_report_hook(c->d, severity, name, "%.100s is missing",
				   m->path);
	else if (m->kind == JSON_DIFFERENCE_ADDED)
		doctor_report_hook(c->d, severity, name, "%.100s was added",
				   m->path);
	else
		doctor_report_hook(c->d, severity, name,
				   "%.100s %s: %.60s became %.60s", m->path,
				   verbs[m->kind], m->before, m->after);
}

static void
compare(struct doctor *d, const struct probe_request *a, bool is_extreme)
{
	struct answer_check c = { d, a, is_extreme };
	char why[200];

	if (json_compare(a->body.at, a->body.len, doctor_answer_body(&a->call),
			 a->call.answer.len, DIFFERENCES_MAX, report_difference,
			 &c, why, sizeof why))
		doctor_report_hook(d,
				   is_extreme || a->method->type != HOOK_CONNECT
				       ? DOCTOR_WARN
				       : DOCTOR_FAIL,
				   a->name, "%s", why);
}

/* {} is only a warning for events, because WCS ignores their response. */
static void
check_same_answers(struct doctor *d)
{
	const struct probe *s = &d->probe;
	size_t answered = 0, i;

	for (i = 0; i < s->count; i++) {
		const struct probe_request *a = &s->at[i];
		bool is_empty =
		    a->call.answer.len == 2 &&
		    memcmp(doctor_answer_body(&a->call), "{}", 2) == 0;

		if (a->call.status != 200)
			continue;
		answered++;
		if (is_empty)
			doctor_report_hook(
			    d,
			    a->method->type == HOOK_CONNECT ? DOCTOR_FAIL
							    : DOCTOR_WARN,
			    a->name, "the response is empty: {}");
		else
			compare(d, a, false);
	}
	if (answered == 0)
		doctor_report(d, DOCTOR_SKIP, "no hook was answered with 200");
}

static void
check_numbers(struct doctor *d)
{
	struct probe_request a = { .method = methods_find("connect"),
				   .name = "connect" };

	probe_body(
	    &a.body, a.method, a.name,
	    &(struct probe_body){ DOCTOR_APP, d->session, &d->set, true, 0 });
	doctor_send(d, &a.call, a.name, a.body.at, a.body.len);
	if (a.call.status == 200)
		compare(d, &a, true);
	else
		doctor_report(d, DOCTOR_WARN,
			      "connect with numbers of more than 64 "
			      "bits: status %ld",
			      a.call.status);
	buffer_free(&a.body);
	hook_client_clear_call(&a.call);
}

const struct doctor_check check_answers[] = {
	{
	    .name = "mirror",
	    .why = "WCS needs everything that it sent, unchanged; it takes "
		   "changed members of other hooks only where connect's "
		   "restClientConfig says OVERWRITE",
	    .fix = "answer with the bytes of the request, not with JSON that "
		   "was parsed and written again; in PHP: "
		   "readfile('php://input');",
	    .ok_text = "all that was sent came back unchanged",
	    .when = DOCTOR_ANSWERED,
	    .run = check_same_answers,
	},
	{
	    .name = "numbers",
	    .why = "WCS sends no numbers of more than 64 bits today; a server "
		   "that changes them parses JSON where it need not",
	    .fix = "answer with the bytes of the request",
	    .ok_text = "numbers of more than 64 bits come back unchanged",
	    .when = DOCTOR_HANDLED,
	    .run = check_numbers,
	},
	{ 0 },
};
