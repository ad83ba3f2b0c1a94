/* entity - a connection, registration, call, message or stream. */

#include "entity.h"

#include <string.h>
#include <strings.h>

#include "base/json_write.h"
#include "base/str.h"
#include "protocol/hook_roles.h"

/* Steps in an entity's history; a stream may last for days. */
#define STEPS_MAX 200
/* Steps beyond those that end the entity. */
#define END_STEPS_MAX 8
/* Hooks that come while a hangup is on its way; microseconds. */
#define HANGUP_TAKES INT64_C(5000000)
/* The longest beginning of a step. */
#define STEP_PREFIX ",[-9223372036854775808"

struct entity *
entity_new(struct arena *arena, enum entity_kind kind, const char *id)
{
	struct entity *e = arena_alloc(arena, sizeof *e);
	size_t i;

	e->arena = arena;
	e->id = arena_strdup(arena, id);
	e->kind = kind;
	for (i = 0; i < TEXTS; i++)
		e->rank[i] = INT64_MAX;
	e->first = e->last = e->begun = e->answered = e->reported =
	    TIMESTAMP_NONE;
	e->ended = e->cut = e->since = e->denied_at = e->hung_up =
	    TIMESTAMP_NONE;
	e->born = e->recorded = e->due = TIMESTAMP_NONE;
	e->incoming = -1;
	return e;
}

void
entity_drop(struct entity *e)
{
	arena_rewind(e->arena, e);
}

bool
entity_has_ended(const struct entity *e)
{
	return entity_ended_at(e) != TIMESTAMP_NONE;
}

timestamp
entity_opened_at(const struct entity *e)
{
	return e->stage == STAGE_ESTABLISHED && e->since > e->begun ? e->since
								    : e->begun;
}

bool
entity_is_nominal(const struct entity *e)
{
	switch (e->kind) {
	case ENTITY_CONNECTION:
		return e->id[strlen(e->id) - 1] == ' ';
	case ENTITY_STREAM:
		return e->since == TIMESTAMP_NONE &&
		       e->begun == TIMESTAMP_NONE && !e->was_up &&
		       strcmp(e->status, "SNAPSHOT_COMPLETE") == 0;
	default:
		return false;
	}
}

bool
entity_is_refused(const struct entity *e)
{
	return e->denied && e->begun == TIMESTAMP_NONE && !e->progressed;
}

/* Is it refused, and has no status come since? */
static bool
is_denied(const struct entity *e)
{
	return entity_is_refused(e) && e->stage == STAGE_PENDING;
}

bool
entity_is_unended(const struct entity *e)
{
	return e->stage < STAGE_ENDED && e->cut == TIMESTAMP_NONE &&
	       !entity_is_refused(e) && !entity_is_nominal(e);
}

timestamp
entity_ended_at(const struct entity *e)
{
	/* Opened again. */
	if (e->kind == ENTITY_CONNECTION && e->ended != TIMESTAMP_NONE &&
	    e->stage != STAGE_ENDED)
		return TIMESTAMP_NONE;
	if (e->ended != TIMESTAMP_NONE)
		return e->ended;
	return entity_is_refused(e) ? e->denied_at : e->cut;
}

const char *
entity_connection_id(const struct journal_line *v)
{
	static struct buffer id;

	return buffer_join(&id, v->node ? v->node : "", " ",
			   v->session ? v->session : "");
}

/*
 * A received message has the id of the sent one if both ends are on the same
 * WCS, so it gets a suffix.
 */
static const char *
message_id(const struct journal_line *v, enum hook_role role)
{
	static struct buffer id;
	const char *status = v->body[MEMBER_STATUS];
	bool arrives =
	    role == ROLE_ARRIVES ||
	    (status && (strcmp(status, "RECEIVED") == 0 ||
			strcmp(status, "IMDN_NOTIFICATION_SENT") == 0));

	if (!v->body[MEMBER_ID])
		return NULL;
	return buffer_join(&id, v->body[MEMBER_ID], arrives ? " in" : "", "");
}

bool
entity_identify(const struct journal_line *v, enum entity_kind *kind,
		const char **id)
{
	const struct hook_roles *r = hook_roles_find(v->hook);

	if (!r)
		return false;
	*kind = r->kind;
	switch (r->kind) {
	case ENTITY_CALL:
		*id = v->body[MEMBER_CALL_ID];
		break;
	case ENTITY_MESSAGE:
		*id = message_id(v, r->role);
		break;
	case ENTITY_STREAM:
		*id = v->body[MEMBER_MEDIA_SESSION_ID];
		break;
	default:
		/* A hook that was refused before its body was read has none. */
		*id = v->session ? entity_connection_id(v) : NULL;
		break;
	}
	return *id && **id;
}

/* Status events rank before requests, earlier before later; smaller wins. */
static timestamp
rank_of(const struct journal_line *v, enum hook_role role)
{
	return role == ROLE_STATUS ? v->time - (INT64_C(1) << 60) : v->time;
}

static void
set_text(struct entity *e, enum entity_text which, const char *value,
	 timestamp rank)
{
	const char *old = e->text[which];

	if (!value || !value[0] || rank > e->rank[which] ||
	    (rank == e->rank[which] && old && strcmp(value, old) >= 0))
		return;
	e->rank[which] = rank;
	e->dirty = true;
	if (!old || strcmp(old, value) != 0)
		e->text[which] = arena_strdup(e->arena, value);
}

/*
 * Of infos that of the first end counts, without one the last; the reason of a
 * refusal is ranked after all of them.  What can come again has no first end.
 */
static timestamp
info_rank(const struct entity *e, const struct journal_line *v)
{
	const char *status = v->body[MEMBER_STATUS];
	const bool comes_again =
	    e->kind == ENTITY_CONNECTION || e->kind == ENTITY_REGISTRATION;

	return status && !comes_again &&
		       entity_kind_stage(e->kind, status) == STAGE_ENDED
		   ? v->time - (INT64_C(1) << 60)
		   : -v->time;
}

static void
drop_text(struct entity *e, enum entity_text which)
{
	e->text[which] = NULL;
	e->rank[which] = INT64_MAX;
	e->dirty = true;
}

static void
set_texts(struct entity *e, const struct journal_line *v, enum hook_role role)
{
	static const struct {
		enum body_member src, dst, clid;
	} from[ENTITY_KINDS] = {
		[ENTITY_CONNECTION] = { MEMBER_SIP_LOGIN, MEMBER_SIP_DOMAIN,
					MEMBER_SIP_VISIBLE_NAME },
		[ENTITY_REGISTRATION] = { MEMBER_SIP_LOGIN, MEMBER_SIP_DOMAIN,
					  MEMBER_SIP_VISIBLE_NAME },
		[ENTITY_CALL] = { MEMBER_CALLER, MEMBER_CALLEE,
				  MEMBER_VISIBLE_NAME },
		[ENTITY_MESSAGE] = { MEMBER_FROM, MEMBER_TO,
				     MEMBER_VISIBLE_NAME },
		[ENTITY_STREAM] = { MEMBER_NAME, MEMBER_TARGET,
				    MEMBER_VISIBLE_NAME },
	};
	timestamp rank = rank_of(v, role);

	set_text(e, TEXT_APP, v->app, rank);
	set_text(e, TEXT_SRC, v->body[from[e->kind].src], rank);
	set_text(e, TEXT_DST, v->body[from[e->kind].dst], rank);
	set_text(e, TEXT_CLID, v->body[from[e->kind].clid], rank);
	if (v->body[MEMBER_INFO])
		set_text(e, TEXT_INFO, v->body[MEMBER_INFO], info_rank(e, v));
	/* In a step it is the direction of a transfer. */
	if (role == ROLE_ARRIVES)
		e->incoming = 1;
	else if (role != ROLE_STEP && v->incoming >= 0 && e->incoming < 0)
		e->incoming = v->incoming;
	else if (role == ROLE_BEGINS && e->incoming < 0)
		e->incoming = 0;
}

/* May the status return to an earlier one, as from HOLD or PAUSED? */
static bool
can_alternate(const struct entity *e)
{
	switch (e->kind) {
	case ENTITY_CALL:
	case ENTITY_STREAM:
		return e->stage == STAGE_ESTABLISHED;
	case ENTITY_MESSAGE:
		return false;
	default:
		return true;
	}
}

/* The last place of the step in the history; NULL: it is not there. */
static const char *
find_step(const struct entity *e, const struct buffer *step)
{
	const char *end = e->history.at + e->history.len;
	const char *from = e->history.at, *found = NULL;

	for (; e->history.len &&
	       (from = memmem(from, (size_t)(end - from), step->at, step->len));
	     from += step->len)
		found = from;
	return found;
}

/* What a line adds to the history, without its time; good until the next call.
 */
static const struct buffer *
step_of(const struct journal_line *v)
{
	static struct buffer step;
	const char *status = v->body[MEMBER_STATUS];
	const char *info = v->reason ? v->reason : v->body[MEMBER_INFO];

	step.len = 0;
	buffer_str(&step, ",");
	json_write_string(&step, v->hook, strlen(v->hook));
	buffer_str(&step, ",");
	json_write_string(&step, status ? status : "",
			  status ? strlen(status) : 0);
	buffer_str(&step, ",");
	buffer_number(&step, v->status);
	buffer_str(&step, ",");
	json_write_string(&step, info ? info : "", info ? strlen(info) : 0);
	buffer_str(&step, "]");
	return &step;
}

bool
entity_knows_step(const struct entity *e, const struct journal_line *v)
{
	return find_step(e, step_of(v)) != NULL;
}

/* Is the step in the history?  If statuses alternate: is it the last one? */
static bool
is_known_step(const struct entity *e, const struct buffer *step)
{
	const char *found = find_step(e, step);

	return found &&
	       (!can_alternate(e) ||
		found + step->len >= e->history.at + e->history.len - 1);
}

static void
add_step(struct entity *e, const struct journal_line *v)
{
	const char *status = v->body[MEMBER_STATUS];
	bool ends = status && entity_kind_stage(e->kind, status) == STAGE_ENDED;
	const struct buffer *step;

	if (e->steps >= STEPS_MAX + (ends ? END_STEPS_MAX : 0))
		return;
	step = step_of(v);
	if (!is_known_step(e, step)) {
		arena_reserve(e->arena, &e->history,
			      step->len + sizeof STEP_PREFIX);
		buffer_str(&e->history, e->history.len ? ",[" : "[");
		buffer_number(&e->history, v->time);
		buffer_add(&e->history, step->at, step->len);
		e->steps++;
		e->dirty = true;
	}
}

/* See REOPEN_AFTER. */
static bool
connection_goes_forward(const struct entity *e, enum stage stage,
			bool is_another_connect, timestamp when)
{
	bool ends = stage == STAGE_ENDED, ended = e->stage == STAGE_ENDED;

	if (ends && ended)
		return when < e->since ? e->since - when <= REOPEN_AFTER
				       : when - e->since > REOPEN_AFTER;
	if (ended)
		return when - e->since >
		       (is_another_connect ? 0 : REOPEN_AFTER);
	/* The end of the connection before, repeated, does not end this one. */
	if (ends && e->ended != TIMESTAMP_NONE && when < e->since)
		return false;
	if (ends)
		return e->since - when <= REOPEN_AFTER;
	return stage == e->stage ? when < e->since : stage > e->stage;
}

static bool
goes_forward(const struct entity *e, enum stage stage, bool is_another_connect,
	     timestamp when)
{
	if (e->since == TIMESTAMP_NONE)
		return true;
	if (e->kind == ENTITY_CONNECTION)
		return connection_goes_forward(e, stage, is_another_connect,
					       when);
	/* Accounts register again and again; the latest hook holds. */
	if (e->kind == ENTITY_REGISTRATION)
		return when > e->since ||
		       (when == e->since && stage > e->stage);
	if (stage != e->stage)
		return stage > e->stage;
	/* The first end stays; of alternating statuses the latest holds. */
	return stage == STAGE_ESTABLISHED || stage == STAGE_IMDN
		   ? when > e->since
		   : when < e->since;
}

/* WCS reports a refused call as FAILED; BUSY comes from a phone. */
static bool
shows_progress(const char *status, enum stage stage)
{
	return stage == STAGE_ENDED ? strcmp(status, "BUSY") == 0
				    : stage > STAGE_PENDING;
}

static void
keep_earliest(timestamp *kept, timestamp when)
{
	if (*kept == TIMESTAMP_NONE || when < *kept)
		*kept = when;
}

static void
apply_status(struct entity *e, const char *status, enum stage stage,
	     bool is_another_connect, timestamp when)
{
	/* HOLD says that it was answered, not when. */
	const bool holds = strcmp(status, "HOLD") == 0;
	bool forward;

	if (stage == STAGE_NONE) {
		e->was_up =
		    e->was_up || strcmp(status, "SNAPSHOT_COMPLETE") != 0;
		if (e->since == TIMESTAMP_NONE)
			str_copy(e->status, sizeof e->status, status);
		return;
	}
	forward = goes_forward(e, stage, is_another_connect, when);
	/* Opened again: what was before is over. */
	if (e->kind == ENTITY_CONNECTION && e->stage == STAGE_ENDED &&
	    stage != STAGE_ENDED && forward)
		e->answered = TIMESTAMP_NONE;
	e->progressed = e->progressed || shows_progress(status, stage);
	if (stage < STAGE_ENDED && !holds)
		keep_earliest(&e->reported, when);
	if (stage == STAGE_ESTABLISHED) {
		e->was_up = true;
		if (!holds)
			keep_earliest(&e->answered, when);
	}
	if ((stage == STAGE_PENDING && is_denied(e)) || !forward)
		return;
	str_copy(e->status, sizeof e->status, status);
	e->stage = stage;
	e->since = when;
	if (stage == STAGE_ENDED)
		e->ended = when;
	else if (e->kind == ENTITY_REGISTRATION)
		e->ended = TIMESTAMP_NONE;
}

static void
apply_denial(struct entity *e, const struct journal_line *v)
{
	/* Once it was let pass, no reason of a refusal counts. */
	if (e->begun == TIMESTAMP_NONE) {
		set_text(e, TEXT_INFO, v->reason, v->time);
		set_text(e, TEXT_RULE, v->rule, v->time);
	}
	if (!e->denied || v->time < e->denied_at)
		e->denied_at = v->time;
	e->denied = true;
	if (!is_denied(e))
		return;
	str_copy(e->status, sizeof e->status, "DENIED");
	e->since = e->denied_at;
}

/* A call that is held, transferred or sent DTMF was answered; when is unknown.
 */
static bool
shows_answer(const struct entity *e, const struct journal_line *v,
	     const struct hook_roles *r)
{
	return e->kind == ENTITY_CALL && r->role == ROLE_STEP &&
	       v->status == 200 && strcmp(r->hook, "answer") != 0;
}

/*
 * The latest transfer counts.  Its status only goes forward: a terminal one is
 * ranked as if it were REPEATED_WITHIN later, so that no repeated one replaces
 * it.
 */
static void
apply_transfer(struct entity *e, const struct journal_line *v,
	       const struct hook_roles *r)
{
	const bool asked = strcmp(r->hook, "transfer") == 0;
	const bool arrives = strcmp(r->hook, "OnTransferEvent") == 0;
	const char *status = v->body[MEMBER_STATUS];
	timestamp lead = 0;

	if (!asked && !arrives && strcmp(r->hook, "TransferStatusEvent") != 0)
		return;
	if (!status || !status[0])
		status = asked || arrives ? "PENDING" : NULL;
	if (status &&
	    (strcmp(status, "COMPLETED") == 0 || strcmp(status, "FAILED") == 0))
		lead = REPEATED_WITHIN;
	set_text(e, TEXT_TRANSFERRED_TO, v->body[MEMBER_TARGET], -v->time);
	set_text(e, TEXT_TRANSFER, status, -v->time - lead);
	if (asked || v->incoming == 0)
		set_text(e, TEXT_TRANSFER_SIDE, "ours", -v->time);
	else if (arrives || v->incoming == 1)
		set_text(e, TEXT_TRANSFER_SIDE, "theirs", -v->time);
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
	if (is_denied(e))
		e->since = TIMESTAMP_NONE;
	if (e->text[TEXT_INFO] && e->rank[TEXT_INFO] > 0)
		drop_text(e, TEXT_INFO);
	if (e->text[TEXT_RULE])
		drop_text(e, TEXT_RULE);
	is_another_connect =
	    e->was_up && e->begun != TIMESTAMP_NONE && when > e->begun;
	if (e->kind == ENTITY_CONNECTION) {
		if (e->begun == TIMESTAMP_NONE || when > e->begun)
			e->begun = when;
	} else if (e->begun == TIMESTAMP_NONE || when < e->begun) {
		e->begun = when;
	}
	if (e->kind == ENTITY_MESSAGE && role == ROLE_ARRIVES)
		apply_status(e, "RECEIVED", STAGE_RINGING, false, when);
	else
		apply_status(e, "PENDING", STAGE_PENDING, is_another_connect,
			     when);
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
entity_touch(struct entity *e, const struct journal_line *v)
{
	touch(e, v);
	set_text(e, TEXT_APP, v->app, v->time);
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
	   const struct hook_roles *r, const char *status_before)
{
	if (e->hung_up == TIMESTAMP_NONE || e->ended != TIMESTAMP_NONE ||
	    v->status != 200 || v->time <= e->hung_up + HANGUP_TAKES)
		return false;
	return r->role == ROLE_STEP || r->role == ROLE_KEEPALIVE ||
	       (r->role == ROLE_STATUS &&
		strcmp(e->status, status_before) != 0);
}

void
entity_update(struct entity *e, const struct journal_line *v)
{
	const struct hook_roles *r = hook_roles_find(v->hook);
	const char *status = v->body[MEMBER_STATUS];
	timestamp when = bounded_time(e, v);
	char before[sizeof e->status] = "";

	if (!r)
		return;
	if (e->hung_up != TIMESTAMP_NONE)
		memcpy(before, e->status, sizeof before);
	touch(e, v);
	if (v->status == 200 || r->role == ROLE_BEGINS ||
	    r->role == ROLE_ARRIVES)
		set_texts(e, v, r->role);
	if (r->role != ROLE_KEEPALIVE)
		add_step(e, v);
	if (r->role == ROLE_BEGINS || r->role == ROLE_ARRIVES)
		apply_request(e, v, r->role, when);
	else if ((r->role == ROLE_STATUS || r->role == ROLE_KEEPALIVE) &&
		 status && status[0])
		apply_status(e, status, entity_kind_stage(e->kind, status),
			     false, when);
	if (shows_answer(e, v, r)) {
		e->was_up = true;
		apply_transfer(e, v, r);
	}
	if (v->status == 200 && r->role == ROLE_ENDS)
		apply_hangup(e, v->time);
	else if (shows_life(e, v, r, before))
		e->hung_up = TIMESTAMP_NONE;
}
