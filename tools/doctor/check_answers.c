/* check_answers - is an answer what was sent? */

#include <string.h>

#include "base/comma_list.h"
#include "doctor.h"
#include "json_compare.h"
#include "protocol/methods.h"

/* More of what differs in one answer nobody reads. */
#define DIFFERENCES_MAX 64

/* What is being compared. */
struct answer_check {
	struct doctor *d;
	const struct probe_request *request;
	bool is_extreme;
};

static bool
is_ours(const char *top)
{
	return strcmp(top, "custom") == 0 || strcmp(top, "doctor") == 0;
}

/* How bad it is for WCS; DOCTOR_OK: it may be meant so. */
static enum doctor_severity
difference_severity(const struct answer_check *c,
		    const struct json_difference *m)
{
	const struct method *about = c->request->method;
	const struct rest_rule *rule;

	if (c->is_extreme)
		return is_ours(m->member) ? DOCTOR_WARN : DOCTOR_OK;
	if (about->type == HOOK_CONNECT) {
		if (rest_policy_is_context(m->member) &&
		    m->kind != JSON_DIFFERENCE_MISSING)
			return DOCTOR_WARN;
		if (m->kind == JSON_DIFFERENCE_ADDED && !is_ours(m->member))
			return DOCTOR_OK;
		return m->kind == JSON_DIFFERENCE_CHANGED && !is_ours(m->member)
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
		[JSON_DIFFERENCE_RETYPED] = "changed its kind",
		[JSON_DIFFERENCE_ROUNDED] = "is another number",
		[JSON_DIFFERENCE_CHANGED] = "changed",
	};
	const struct answer_check *c = arg;
	enum doctor_severity says = difference_severity(c, m);
	const char *name = c->request->name;

	if (says == DOCTOR_OK)
		return;
	if (m->kind == JSON_DIFFERENCE_MISSING)
		doctor_report_hook(c->d, says, name, "%.100s is missing",
				   m->path);
	else if (m->kind == JSON_DIFFERENCE_ADDED)
		doctor_report_hook(c->d, says, name, "%.100s was not sent",
				   m->path);
	else
		doctor_report_hook(c->d, says, name,
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

/* An answer to an event may be {}: WCS does not look at it. */
static void
check_mirror(struct doctor *d)
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
			doctor_report_hook(d,
					   a->method->type == HOOK_CONNECT
					       ? DOCTOR_FAIL
					       : DOCTOR_WARN,
					   a->name, "the answer is empty: {}");
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
			      "connect with numbers beyond 64 "
			      "bits: status %ld",
			      a.call.status);
	buffer_free(&a.body);
	hook_client_clear_call(&a.call);
}

const struct doctor_check check_answers[] = {
	{
	    .name = "mirror",
	    .why = "WCS asks for all that it sent, as it was; members of other "
		   "hooks it takes only where connect's restClientConfig says "
		   "OVERWRITE",
	    .fix = "answer the bytes of the request, not JSON that was read "
		   "and written again; in PHP: "
		   "readfile('php://input');",
	    .ok_text = "all that was sent came back as it was",
	    .when = DOCTOR_ANSWERED,
	    .run = check_mirror,
	},
	{
	    .name = "numbers",
	    .why = "WCS sends no numbers beyond 64 bits today; a server that "
		   "cannot keep them reads and writes JSON where it need not",
	    .fix = "answer the bytes of the request",
	    .ok_text = "those beyond 64 bits come back, too",
	    .when = DOCTOR_HANDLED,
	    .run = check_numbers,
	},
	{ 0 },
};
