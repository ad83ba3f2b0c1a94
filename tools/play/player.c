/* player - goes through a scenario as one session of WCS. */

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

	if (!p || !(p->sessions = calloc(s->sessions, sizeof *p->sessions)) ||
	    !(p->stopped = calloc(s->count + 1, sizeof *p->stopped)))
		die(EXIT_TEMPORARY, "cannot begin a session:");
	p->settings = settings;
	p->number = number;
	session_begin(p);
	random = session_faults_seed(p);
	faults_plan(&p->plan, s, &settings->faults, &random);
	return p;
}

static void
clear_step(struct player *p)
{
	json_members_free(&p->sent);
	json_members_free(&p->uses);
	json_members_free(&p->browser);
	verdict_changes_free(&p->changes);
	p->sip.len = p->notes.len = p->unexpected.len = 0;
	buffer_add(&p->sip, "", 1);
	buffer_add(&p->notes, "", 1);
	buffer_add(&p->unexpected, "", 1);
	p->sip.len = p->notes.len = p->unexpected.len = 0;
	p->verdict = (struct verdict){ 0 };
}

void
player_free(struct player *p)
{
	size_t i;

	clear_step(p);
	for (i = 0; i < p->settings->scenario->sessions; i++) {
		rest_policy_free(&p->sessions[i].policy);
		sip_text_free_session(&p->sessions[i].session);
	}
	for (i = 0; i < p->vars.object_count; i++) {
		free(p->vars.objects[i].name);
		json_members_free(&p->vars.objects[i].members);
	}
	free(p->vars.objects);
	json_members_free(&p->vars.named);
	json_members_free(&p->all_members);
	faults_plan_free(&p->plan);
	buffer_free(&p->body);
	buffer_free(&p->sip);
	buffer_free(&p->notes);
	buffer_free(&p->unexpected);
	free(p->sessions);
	free(p->stopped);
	free(p);
}

/* A step is not played if its parent stopped, or was not played. */
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
	if (!json_members_get(&p->settings->scenario->vars, "session"))
		session_renew_id(p);
}

static void
spell_name(struct player *p)
{
	const struct scenario_step *step = p->step;

	snprintf(p->name, sizeof p->name, "%s",
		 step->as && p->settings->spelling == SPELLING_CAPTURED
		     ? step->as
		     : step->hook.name);
	if (p->settings->spelling == SPELLING_CAMEL)
		p->name[0] = (char)tolower((unsigned char)p->name[0]);
	if (p->settings->spelling == SPELLING_PASCAL)
		p->name[0] = (char)toupper((unsigned char)p->name[0]);
}

/* All members of the hook, before restExclude removes some. */
static void
collect_members(struct player *p)
{
	static const char *const context[][2] = { { "nodeId", "\"${node}\"" },
						  { "appKey", "\"${app}\"" },
						  { "sessionId",
						    "\"${session}\"" } };
	const struct scenario_step *step = p->step;
	struct vars_object *o;
	size_t i;

	json_members_free(&p->all_members);
	if (step->raw) {
		json_members_merge(&p->all_members, &step->body);
		return;
	}
	for (i = 0; i < sizeof context / sizeof *context; i++) {
		struct json_member e = { (char *)context[i][0],
					 (char *)context[i][1] };
		struct json_members one = { &e, 1 };

		session_expand(p, &p->all_members, &one);
	}
	o = step->of ? vars_object(&p->vars, step->of) : NULL;
	if (o)
		json_members_merge(&p->all_members, &o->members);
	session_expand(p, &p->all_members, &step->body);
}

static void
write_body(struct player *p)
{
	p->body.len = 0;
	json_members_merge(&p->sent, &p->all_members);
	verdict_exclude(&p->sent, p->rule->rest_exclude);
	if (p->step->raw && p->sent.count == p->all_members.count)
		buffer_str(&p->body, p->step->raw);
	else
		json_members_write(&p->body, &p->sent);
	buffer_add(&p->body, "", 1);
	p->body.len--;
}

/* Without a think time the hook is due when the last one is answered. */
static void
set_due(struct player *p)
{
	double think =
	    p->settings->speed > 0 ? p->step->after / p->settings->speed : 0;

	if (p->is_duplicate)
		return;
	if (think > 0)
		p->due += (int64_t)(think * 1e6);
	else if (p->due < p->answered_at)
		p->due = p->answered_at;
}

bool
player_next(struct player *p)
{
	const struct scenario *s = p->settings->scenario;
	const struct planned_step *planned;

	if (p->aborts)
		return false;
	do {
		if (p->at == p->plan.count)
			return false;
		planned = &p->plan.at[p->at++];
	} while (is_cut_off(p, planned->step));
	clear_step(p);
	p->step = &s->steps[planned->step];
	p->is_duplicate = planned->is_duplicate;
	p->aborts = planned->aborts;
	p->is_last =
	    p->at < p->plan.count && s->steps[p->plan.at[p->at].step].is_open;
	enter_session(p);
	p->rule = rest_policy_rule(&p->sessions[p->session].policy,
				   p->step->hook.name);
	p->is_sent = p->step->hook.type == HOOK_CONNECT ||
		     p->rule->policy != REST_POLICY_DISABLE;
	set_due(p);
	spell_name(p);
	if (!p->is_duplicate)
		collect_members(p);
	write_body(p);
	return true;
}

/* Later steps about the object use what WCS took from the answer. */
static void
save_changes(struct player *p)
{
	struct vars_object *o =
	    p->step->of ? vars_object(&p->vars, p->step->of) : NULL;
	size_t i;

	json_members_merge(&p->uses, &p->all_members);
	for (i = 0; i < p->changes.count; i++) {
		const struct verdict_change *c = &p->changes.at[i];

		if (c->fate != FATE_TAKEN)
			continue;
		json_members_set(&p->uses, c->name, c->after);
		if (o && !json_members_get(&p->step->body, c->name))
			json_members_set(&o->members, c->name, c->after);
	}
}

static void
make_browser_event(struct player *p)
{
	static const char *const ids[] = { "callId", "id", "mediaSessionId",
					   "operationId" };
	size_t i;

	if (!p->verdict.event)
		return;
	if (!p->verdict.is_failure) {
		json_members_merge(&p->browser, &p->uses);
		verdict_exclude(&p->browser, p->rule->client_exclude);
		return;
	}
	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (json_members_get(&p->uses, ids[i]))
			json_members_set(&p->browser, ids[i],
					 json_members_get(&p->uses, ids[i]));
	json_members_set_text(&p->browser, "status", "FAILED");
}

static void
make_sip_text(struct player *p)
{
	struct sip_session *session = &p->sessions[p->session].session;

	if (p->verdict.next == NEXT_CONTINUE)
		sip_text_update_session(session, p->step->hook.name, &p->uses);
	if (p->verdict.sip)
		buffer_printf(&p->sip, "%s", p->verdict.sip);
	else if (p->verdict.next == NEXT_CONTINUE)
		sip_text_add(&p->sip, p->step->hook.name, &p->uses, session);
	buffer_add(&p->sip, "", 1);
	p->sip.len--;
}

/* A session begins with the answer to connect. */
static void
begin_session(struct player *p, const struct json_members *answer)
{
	struct player_session *session = &p->sessions[p->session];
	size_t i;

	if (p->verdict.is_error)
		return;
	rest_policy_read(&session->policy, answer, &p->notes);
	/* Reading the policy has freed the old rule. */
	p->rule = rest_policy_rule(&session->policy, p->step->hook.name);
	for (i = 0; i < p->changes.count; i++)
		if (p->changes.at[i].fate == FATE_MISSING)
			buffer_printf(&p->notes,
				      "the answer lacks %s; WCS 5 wants all "
				      "members that it sent\n",
				      p->changes.at[i].name);
}

void
player_take(struct player *p, const struct wcs_reply *reply, int64_t now)
{
	struct json_members answer = { 0 }, used = { 0 };

	p->answered_at = now;
	if (p->aborts)
		return;
	if (p->is_sent) {
		verdict_judge(&p->verdict, &p->step->hook, p->rule, reply,
			      &answer);
		json_members_merge(&used, &p->sent);
		if (reply->status == 200)
			verdict_apply(&used, &p->changes, &p->step->hook,
				      p->rule, &p->verdict, &answer);
		json_members_free(&used);
	} else if (p->step->hook.type != HOOK_DIRECT) {
		p->verdict.event = p->step->hook.name;
	}
	save_changes(p);
	if (p->step->hook.type == HOOK_CONNECT)
		begin_session(p, &answer);
	else if (!p->verdict.is_error && p->verdict.why[0])
		buffer_printf(&p->notes, "%s\n", p->verdict.why);
	make_browser_event(p);
	make_sip_text(p);
	buffer_add(&p->notes, "", 1);
	p->notes.len--;
	if (p->verdict.next == NEXT_STOP)
		p->stopped[p->step - p->settings->scenario->steps] = true;
	expect_check(p, p->is_sent ? reply : NULL);
	json_members_free(&answer);
}
