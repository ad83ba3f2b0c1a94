/* entity_update - applies a journal line to an entity. */

#include "entity_update.h"

#include <string.h>

#include "base/str.h"
#include "entity_status.h"
#include "entity_steps.h"
#include "entity_texts.h"
#include "protocol/hook_roles.h"

/* Hooks that come while a hangup is on its way; microseconds. */
#define HANGUP_TAKES INT64_C(5000000)

static void
apply_denial(struct entity *e, const struct journal_line *v)
{
	/* Once it was let pass, no reason of a refusal counts. */
	if (e->begun == TIMESTAMP_NONE) {
		entity_texts_set(e, TEXT_INFO, v->reason, v->time);
		entity_texts_set(e, TEXT_RULE, v->rule, v->time);
	}
	if (!e->denied || v->time < e->denied_at)
		e->denied_at = v->time;
	e->denied = true;
	if (!entity_is_denied(e))
		return;
	str_copy(e->status, sizeof e->status, "DENIED");
	e->since = e->denied_at;
}

/* A later status of a transfer is ranked as if it came so much later, so that
 * no repeated earlier one replaces it.
 */
static timestamp
transfer_lead(const char *status)
{
	static const char *const ordered[] = { "PENDING", "TRYING",
					       "ACCEPTED" };
	timestamp lead = 0;
	size_t i;

	for (i = 0; i < sizeof ordered / sizeof *ordered; i++) {
		if (strcmp(status, ordered[i]) == 0)
			return lead;
		lead += REPEATED_WITHIN;
	}
	return lead;
}

/* Of transfers to several targets the latest counts. */
static void
apply_target(struct entity *e, const struct journal_line *v)
{
	const char *target = v->body[MEMBER_TARGET];
	const char *before = e->text[TEXT_TRANSFERRED_TO];

	if (before && target && strcmp(target, before) != 0 &&
	    -v->time < e->rank[TEXT_TRANSFERRED_TO])
		entity_texts_drop(e, TEXT_TRANSFER);
	entity_texts_set(e, TEXT_TRANSFERRED_TO, target, -v->time);
}

static void
apply_transfer(struct entity *e, const struct journal_line *v,
	       enum hook_role role)
{
	const bool asked = role == ROLE_TRANSFERS;
	const bool arrives = role == ROLE_TRANSFER_ARRIVES;
	const char *status = v->body[MEMBER_STATUS];

	if (!status || !status[0])
		status = asked || arrives ? "PENDING" : NULL;
	apply_target(e, v);
	if (status)
		entity_texts_set(e, TEXT_TRANSFER, status,
				 -v->time - transfer_lead(status));
	if (asked || v->incoming == 0)
		entity_texts_set(e, TEXT_TRANSFER_SIDE, "ours", -v->time);
	else if (arrives || v->incoming == 1)
		entity_texts_set(e, TEXT_TRANSFER_SIDE, "theirs", -v->time);
}

/* The request itself: pending if accepted, ended if refused. */
static void
apply_request(struct entity *e, const struct journal_line *v,
	      enum hook_role role, timestamp when)
{
	bool is_another_connect;

	if (v->status != 200) {
		apply_denial(e, v);
		return;
	}
	/* Refused before, and accepted now. */
	if (entity_is_denied(e))
		e->since = TIMESTAMP_NONE;
	if (e->text[TEXT_INFO] && e->rank[TEXT_INFO] > 0)
		entity_texts_drop(e, TEXT_INFO);
	if (e->text[TEXT_RULE])
		entity_texts_drop(e, TEXT_RULE);
	is_another_connect =
	    e->was_up && e->begun != TIMESTAMP_NONE && when > e->begun;
	if (e->kind == ENTITY_CONNECTION) {
		if (e->begun == TIMESTAMP_NONE || when > e->begun)
			e->begun = when;
	} else if (e->begun == TIMESTAMP_NONE || when < e->begun) {
		e->begun = when;
	}
	if (e->kind == ENTITY_MESSAGE && role == ROLE_ARRIVES)
		entity_status_apply(e, "RECEIVED", STAGE_RINGING, false, when);
	else
		entity_status_apply(e, "PENDING", STAGE_PENDING,
				    is_another_connect, when);
}

/*
 * Lines are read roughly in the order of their times.  A line much older than
 * those before it was written after the clock was set back, and is not about an
 * earlier connection of that name.
 */
static timestamp
bounded_time(const struct entity *e, const struct journal_line *v)
{
	if (e->kind != ENTITY_CONNECTION || e->last == TIMESTAMP_NONE ||
	    v->time >= e->last - REOPEN_AFTER)
		return v->time;
	return e->last - REOPEN_AFTER;
}

static void
touch(struct entity *e, const struct journal_line *v)
{
	if (e->first == TIMESTAMP_NONE)
		e->born = v->time;
	if (e->first == TIMESTAMP_NONE || v->time < e->first)
		e->first = v->time;
	if (e->last == TIMESTAMP_NONE || v->time > e->last)
		e->last = v->time;
	e->dirty = true;
}

void
entity_update_connection(struct entity *e, const struct journal_line *v)
{
	touch(e, v);
	entity_texts_set(e, TEXT_APP, v->app, v->time);
	if (!e->status[0] && entity_is_nominal(e))
		str_copy(e->status, sizeof e->status, "REST API");
}

/* The first of hangups that repeat each other; or a later one, unless ended. */
static void
apply_hangup(struct entity *e, timestamp when)
{
	if (e->hung_up == TIMESTAMP_NONE || when < e->hung_up ||
	    (when > e->hung_up + REPEATED_WITHIN && e->ended == TIMESTAMP_NONE))
		e->hung_up = when;
}

/* Does the line show that it went on after a hangup?  A repeated one does not.
 */
static bool
shows_life(const struct entity *e, const struct journal_line *v,
	   enum hook_role role, const char *status_before)
{
	if (e->hung_up == TIMESTAMP_NONE || e->ended != TIMESTAMP_NONE ||
	    v->status != 200 || v->time <= e->hung_up + HANGUP_TAKES)
		return false;
	if (role == ROLE_STATUS)
		return strcmp(e->status, status_before) != 0;
	return role == ROLE_STEP || role == ROLE_KEEPALIVE ||
	       role == ROLE_ANSWERS || role == ROLE_IN_CALL ||
	       hook_roles_is_transfer(role);
}

/* An accepted hook that neither begins the entity nor reports its status. */
static void
apply_accepted(struct entity *e, const struct journal_line *v,
	       enum hook_role role)
{
	const bool transfers = hook_roles_is_transfer(role);

	/* When it was answered is unknown. */
	if (role == ROLE_IN_CALL || transfers) {
		e->was_up = true;
		e->progressed = true;
		entity_keep_earliest(&e->in_call, v->time);
	}
	if (transfers)
		apply_transfer(e, v, role);
	if (role == ROLE_ANSWERS)
		e->answer_asked = true;
	if (role == ROLE_ENDS)
		apply_hangup(e, v->time);
}

/*
 * The latest connect of a session counts.  One that was refused, or whose line
 * another program wrote without facts, leaves them unknown.
 */
static void
apply_facts(struct entity *e, const struct journal_line *v)
{
	if (e->facts_at != TIMESTAMP_NONE && v->time < e->facts_at)
		return;
	e->facts_at = v->time;
	e->facts = v->status == 200 && v->facts
		       ? arena_strdup(e->arena, v->facts)
		       : NULL;
}

void
entity_update(struct entity *e, const struct journal_line *v)
{
	const struct hook_roles *r = hook_roles_find(v->hook);
	const char *status = v->body[MEMBER_STATUS];
	timestamp when = bounded_time(e, v);
	char before[sizeof e->status] = "";
	bool repeats = false;

	if (!r)
		return;
	if (e->hung_up != TIMESTAMP_NONE) {
		memcpy(before, e->status, sizeof before);
		repeats = e->kind == ENTITY_CALL && entity_steps_has(e, v);
	}
	touch(e, v);
	if (v->status == 200 || r->role == ROLE_BEGINS ||
	    r->role == ROLE_ARRIVES)
		entity_texts_set_all(e, v, r->role);
	if (r->role != ROLE_KEEPALIVE)
		entity_steps_add(e, v);
	if (r->role == ROLE_BEGINS || r->role == ROLE_ARRIVES)
		apply_request(e, v, r->role, when);
	else if ((r->role == ROLE_STATUS || r->role == ROLE_KEEPALIVE) &&
		 status && status[0])
		entity_status_apply(
		    e, status, entity_kind_stage(e->kind, status), false, when);
	if (e->kind == ENTITY_CONNECTION && r->role == ROLE_BEGINS)
		apply_facts(e, v);
	if (v->status == 200 && v->lasting > 0 && r->role == ROLE_BEGINS)
		entity_keep_earliest(&e->over_at,
				     v->time + v->lasting * TIMESTAMP_SECOND);
	if (v->status == 200)
		apply_accepted(e, v, r->role);
	if (!repeats && shows_life(e, v, r->role, before))
		e->hung_up = TIMESTAMP_NONE;
}
