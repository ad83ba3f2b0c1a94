/* doctor_answers - is an answer what was sent? */

#include <string.h>

#include "doctor.h"
#include "json_compare.h"
#include "protocol/methods.h"

/* More of what differs in one answer nobody reads. */
#define DIFFERENCES_MAX 64

/* What is being compared. */
struct comparing {
	struct doctor *d;
	const struct asked *asked;
	bool is_extreme;
};

static bool
is_ours(const char *top)
{
	return strcmp(top, "custom") == 0 || strcmp(top, "doctor") == 0;
}

/* How bad it is for WCS; DOCTOR_OK: it may be meant so. */
static enum doctor_says
weigh(const struct comparing *c, const struct mirror_difference *m)
{
	const struct method *about = c->asked->method;
	const struct wcs_rule *rule;

	if (c->is_extreme)
		return is_ours(m->top) ? DOCTOR_WARN : DOCTOR_OK;
	if (about->type == CONNECT) {
		if (wcs_is_context(m->top) && m->kind != MIRROR_MISSING)
			return DOCTOR_WARN;
		if (m->kind == MIRROR_ADDED && !is_ours(m->top))
			return DOCTOR_OK;
		return m->kind == MIRROR_CHANGED && !is_ours(m->top)
			   ? DOCTOR_OK
			   : DOCTOR_FAIL;
	}
	rule = wcs_policy_rule(&c->d->policy, about->name);
	return rule->policy == WCS_OVERWRITE &&
		       wcs_listed(rule->rest_overwrite, m->top)
		   ? DOCTOR_OK
		   : DOCTOR_WARN;
}

static void
tell_difference(void *arg, const struct mirror_difference *m)
{
	static const char *const verbs[] = {
		[MIRROR_RETYPED] = "changed its kind",
		[MIRROR_ROUNDED] = "is another number",
		[MIRROR_CHANGED] = "changed",
	};
	const struct comparing *c = arg;
	enum doctor_says says = weigh(c, m);
	const char *name = c->asked->name;

	if (says == DOCTOR_OK)
		return;
	if (m->kind == MIRROR_MISSING)
		doctor_find_of(c->d, says, name, "%.100s is missing", m->path);
	else if (m->kind == MIRROR_ADDED)
		doctor_find_of(c->d, says, name, "%.100s was not sent",
			       m->path);
	else
		doctor_find_of(c->d, says, name,
			       "%.100s %s: %.60s became %.60s", m->path,
			       verbs[m->kind], m->before, m->after);
}

static void
compare(struct doctor *d, const struct asked *a, bool is_extreme)
{
	struct comparing c = { d, a, is_extreme };
	char why[200];

	if (mirror(a->body.at, a->body.len, doctor_body(&a->call),
		   a->call.answer.len, DIFFERENCES_MAX, tell_difference, &c,
		   why, sizeof why))
		doctor_find_of(d,
			       is_extreme || a->method->type != CONNECT
				   ? DOCTOR_WARN
				   : DOCTOR_FAIL,
			       a->name, "%s", why);
}

/* An answer to an event may be {}: WCS does not look at it. */
static void
check_mirror(struct doctor *d)
{
	const struct survey *s = &d->survey;
	size_t answered = 0, i;

	for (i = 0; i < s->count; i++) {
		const struct asked *a = &s->at[i];
		bool is_empty = a->call.answer.len == 2 &&
				memcmp(doctor_body(&a->call), "{}", 2) == 0;

		if (a->call.status != 200)
			continue;
		answered++;
		if (is_empty)
			doctor_find_of(d,
				       a->method->type == CONNECT ? DOCTOR_FAIL
								  : DOCTOR_WARN,
				       a->name, "the answer is empty: {}");
		else
			compare(d, a, false);
	}
	if (answered == 0)
		doctor_find(d, DOCTOR_SKIP, "no hook was answered with 200");
}

static void
check_numbers(struct doctor *d)
{
	struct asked a = { .method = method_named("connect"),
			   .name = "connect" };

	survey_body(
	    &a.body, a.method, a.name,
	    &(struct survey_body){ DOCTOR_APP, d->session, &d->set, true, 0 });
	doctor_ask(d, &a.call, a.name, a.body.at, a.body.len);
	if (a.call.status == 200)
		compare(d, &a, true);
	else
		doctor_find(d, DOCTOR_WARN,
			    "connect with numbers beyond 64 "
			    "bits: status %ld",
			    a.call.status);
	buffer_free(&a.body);
	http_call_clear(&a.call);
}

const struct doctor_check doctor_answers[] = {
	{
	    .name = "mirror",
	    .why = "WCS asks for all that it sent, as it was; members of other "
		   "hooks it takes only where connect's restClientConfig says "
		   "OVERWRITE",
	    .mend = "answer the bytes of the request, not JSON that was read "
		    "and written again; in PHP: "
		    "readfile('php://input');",
	    .good = "all that was sent came back as it was",
	    .when = DOCTOR_ANSWERED,
	    .run = check_mirror,
	},
	{
	    .name = "numbers",
	    .why = "WCS sends no numbers beyond 64 bits today; a server that "
		   "cannot keep them reads and writes JSON where it need not",
	    .mend = "answer the bytes of the request",
	    .good = "those beyond 64 bits come back, too",
	    .when = DOCTOR_HANDLED,
	    .run = check_numbers,
	},
	{ 0 },
};
