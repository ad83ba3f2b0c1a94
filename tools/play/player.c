/* player - walks one session through a scenario as WCS would. */

#include "player.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "session.h"

struct player *
player_new(const struct player_settings *settings, unsigned number)
{
	const struct scenario *s = settings->scenario;
	struct player *p = calloc(1, sizeof *p);
	uint64_t random;

	if (!p || !(p->seats = calloc(s->sessions, sizeof *p->seats)) ||
	    !(p->stopped = calloc(s->count + 1, sizeof *p->stopped)))
		die(EXIT_AGAIN, "a session:");
	p->settings = settings;
	p->number = number;
	casting_begin(p);
	random = casting_trouble(p);
	trouble_plan(&p->plan, s, &settings->trouble, &random);
	return p;
}

static void
forget_hook(struct player *p)
{
	members_free(&p->sent);
	members_free(&p->uses);
	members_free(&p->browser);
	wcs_changes_free(&p->changes);
	p->sip.len = p->notes.len = p->unexpected.len = 0;
	buffer_add(&p->sip, "", 1);
	buffer_add(&p->notes, "", 1);
	buffer_add(&p->unexpected, "", 1);
	p->sip.len = p->notes.len = p->unexpected.len = 0;
	p->verdict = (struct wcs_verdict){ 0 };
}

void
player_free(struct player *p)
{
	size_t i;

	forget_hook(p);
	for (i = 0; i < p->settings->scenario->sessions; i++) {
		wcs_policy_free(&p->seats[i].policy);
		wcs_session_free(&p->seats[i].session);
	}
	for (i = 0; i < p->vars.object_count; i++) {
		free(p->vars.objects[i].name);
		members_free(&p->vars.objects[i].members);
	}
	free(p->vars.objects);
	members_free(&p->vars.named);
	members_free(&p->whole);
	plan_free(&p->plan);
	buffer_free(&p->body);
	buffer_free(&p->sip);
	buffer_free(&p->notes);
	buffer_free(&p->unexpected);
	free(p->seats);
	free(p->stopped);
	free(p);
}

/* A step is not played when what it follows from was not, or stopped. */
static bool
is_cut_off(struct player *p, size_t step)
{
	size_t parent = p->settings->scenario->steps[step].parent;

	if (parent == NO_STEP || !p->stopped[parent])
		return false;
	p->stopped[step] = true;
	return true;
}

static void
enter_session(struct player *p)
{
	if (p->step->session == p->session)
		return;
	p->session = p->step->session;
	if (!members_get(&p->settings->scenario->vars, "session"))
		casting_session(p);
}

static void
spell(struct player *p)
{
	const struct scenario_step *step = p->step;

	snprintf(p->name, sizeof p->name, "%s",
		 step->as && p->settings->spelling == AS_CAPTURED
		     ? step->as
		     : step->hook.name);
	if (p->settings->spelling == AS_CAMEL)
		p->name[0] = (char)tolower((unsigned char)p->name[0]);
	if (p->settings->spelling == AS_PASCAL)
		p->name[0] = (char)toupper((unsigned char)p->name[0]);
}

/* All members, before any are left out. */
static void
make_whole(struct player *p)
{
	static const char *const context[][2] = { { "nodeId", "\"${node}\"" },
						  { "appKey", "\"${app}\"" },
						  { "sessionId",
						    "\"${session}\"" } };
	const struct scenario_step *step = p->step;
	struct object *o;
	size_t i;

	members_free(&p->whole);
	if (step->raw) {
		members_merge(&p->whole, &step->body);
		return;
	}
	for (i = 0; i < sizeof context / sizeof *context; i++) {
		struct entry e = { (char *)context[i][0],
				   (char *)context[i][1] };
		struct members one = { &e, 1 };

		casting_expand(p, &p->whole, &one);
	}
	o = step->of ? vars_object(&p->vars, step->of) : NULL;
	if (o)
		members_merge(&p->whole, &o->members);
	casting_expand(p, &p->whole, &step->body);
}

static void
write_body(struct player *p)
{
	const char *left_out = p->rule->rest_exclude;

	p->body.len = 0;
	members_merge(&p->sent, &p->whole);
	wcs_leave_out(&p->sent, left_out);
	if (p->step->raw && p->sent.count == p->whole.count)
		buffer_str(&p->body, p->step->raw);
	else
		members_write(&p->body, &p->sent);
	buffer_add(&p->body, "", 1);
	p->body.len--;
}

/* Without a think time it is due when the one before has been answered. */
static void
set_due(struct player *p)
{
	double think =
	    p->settings->speed > 0 ? p->step->after / p->settings->speed : 0;

	if (p->again)
		return;
	if (think > 0)
		p->due += (int64_t)(think * 1e6);
	else if (p->due < p->answered)
		p->due = p->answered;
}

bool
player_next(struct player *p)
{
	const struct scenario *s = p->settings->scenario;
	const struct planned *planned;

	if (p->aborts)
		return false;
	do {
		if (p->at == p->plan.count)
			return false;
		planned = &p->plan.at[p->at++];
	} while (is_cut_off(p, planned->step));
	forget_hook(p);
	p->step = &s->steps[planned->step];
	p->again = planned->again;
	p->aborts = planned->aborts;
	p->is_last =
	    p->at < p->plan.count && s->steps[p->plan.at[p->at].step].is_open;
	enter_session(p);
	p->rule =
	    wcs_policy_rule(&p->seats[p->session].policy, p->step->hook.name);
	p->is_sent =
	    p->step->hook.type == CONNECT || p->rule->policy != WCS_DISABLE;
	set_due(p);
	spell(p);
	if (!p->again)
		make_whole(p);
	write_body(p);
	return true;
}

/* What was taken is what the rest of the scenario is about. */
static void
keep_changes(struct player *p)
{
	struct object *o =
	    p->step->of ? vars_object(&p->vars, p->step->of) : NULL;
	size_t i;

	members_merge(&p->uses, &p->whole);
	for (i = 0; i < p->changes.count; i++) {
		const struct wcs_change *c = &p->changes.at[i];

		if (c->fate != WCS_TAKEN)
			continue;
		members_set(&p->uses, c->name, c->after);
		if (o && !members_get(&p->step->body, c->name))
			members_set(&o->members, c->name, c->after);
	}
}

static void
tell_browser(struct player *p)
{
	static const char *const ids[] = { "callId", "id", "mediaSessionId",
					   "operationId" };
	size_t i;

	if (!p->verdict.event)
		return;
	if (!p->verdict.is_failure) {
		members_merge(&p->browser, &p->uses);
		wcs_leave_out(&p->browser, p->rule->client_exclude);
		return;
	}
	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (members_get(&p->uses, ids[i]))
			members_set(&p->browser, ids[i],
				    members_get(&p->uses, ids[i]));
	members_set_text(&p->browser, "status", "FAILED");
}

static void
tell_sip(struct player *p)
{
	struct wcs_session *session = &p->seats[p->session].session;

	if (p->verdict.next == WCS_GOES_ON)
		wcs_session_hear(session, p->step->hook.name, &p->uses);
	if (p->verdict.sip)
		buffer_printf(&p->sip, "%s", p->verdict.sip);
	else if (p->verdict.next == WCS_GOES_ON)
		wcs_sip(&p->sip, p->step->hook.name, &p->uses, session);
	buffer_add(&p->sip, "", 1);
	p->sip.len--;
}

/* A session begins with the answer to connect. */
static void
begin_session(struct player *p, const struct members *answer)
{
	struct seat *seat = &p->seats[p->session];
	size_t i;

	if (p->verdict.is_error)
		return;
	wcs_policy_read(&seat->policy, answer, &p->notes);
	/* It was freed with the old policy. */
	p->rule = wcs_policy_rule(&seat->policy, p->step->hook.name);
	for (i = 0; i < p->changes.count; i++)
		if (p->changes.at[i].fate == WCS_MISSING)
			buffer_printf(&p->notes,
				      "the answer lacks %s; WCS 5 asks for all "
				      "that it sent\n",
				      p->changes.at[i].name);
}

void
player_take(struct player *p, const struct wcs_reply *reply, int64_t now)
{
	struct members answer = { 0 }, taken = { 0 };

	p->answered = now;
	if (p->aborts)
		return;
	if (p->is_sent) {
		wcs_judge(&p->verdict, &p->step->hook, p->rule, reply, &answer);
		members_merge(&taken, &p->sent);
		if (reply->status == 200)
			wcs_take(&taken, &p->changes, &p->step->hook, p->rule,
				 &p->verdict, &answer);
		members_free(&taken);
	} else if (p->step->hook.type != DIRECT) {
		p->verdict.event = p->step->hook.name;
	}
	keep_changes(p);
	if (p->step->hook.type == CONNECT)
		begin_session(p, &answer);
	else if (!p->verdict.is_error && p->verdict.why[0])
		buffer_printf(&p->notes, "%s\n", p->verdict.why);
	tell_browser(p);
	tell_sip(p);
	buffer_add(&p->notes, "", 1);
	p->notes.len--;
	if (p->verdict.next == WCS_STOPS)
		p->stopped[p->step - p->settings->scenario->steps] = true;
	player_expect(p, p->is_sent ? reply : NULL);
	members_free(&answer);
}
