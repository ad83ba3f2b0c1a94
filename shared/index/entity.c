/* entity - a connection, a registration, a call, a message or a stream. */

#include "entity.h"

#include <string.h>
#include <strings.h>

#include "base/json_write.h"
#include "base/str.h"
#include "protocol/hook_roles.h"

/* Steps that are kept of one entity; a stream may go on for days. */
#define STEPS_MAX 200
/* How a step begins, at its longest. */
#define MOMENT ",[-9223372036854775808"
/* Beyond them its ends are kept: so many. */
#define ENDS_MAX 8

struct entity *
entity_new(struct arena *arena, enum about about, const char *id)
{
	struct entity *e = arena_get(arena, sizeof *e);
	size_t i;

	e->arena = arena;
	e->id = arena_text(arena, id);
	e->about = about;
	for (i = 0; i < TEXTS; i++)
		e->mark[i] = INT64_MAX;
	e->first = e->last = e->begun = e->answered = NEVER;
	e->ended = e->cut = e->since = e->denied_at = e->hung_up = NEVER;
	e->incoming = -1;
	return e;
}

void
entity_drop(struct entity *e)
{
	arena_back(e->arena, e);
}

bool
entity_is_over(const struct entity *e)
{
	return entity_end(e) != NEVER;
}

moment
entity_opened(const struct entity *e)
{
	return e->stage == STAGE_UP && e->since > e->begun ? e->since
							   : e->begun;
}

bool
entity_is_refused(const struct entity *e)
{
	return e->denied && e->begun == NEVER && !e->tried;
}

/* The same, and no status has come since. */
static bool
is_denied(const struct entity *e)
{
	return entity_is_refused(e) && e->stage == STAGE_ASKED;
}

moment
entity_end(const struct entity *e)
{
	if (e->about == CONNECTION && e->ended != NEVER &&
	    entity_opened(e) > e->ended + AGAIN_AFTER)
		return NEVER;
	if (e->ended != NEVER)
		return e->ended;
	return entity_is_refused(e) ? e->denied_at : e->cut;
}

const char *
entity_connection(const struct event *v)
{
	static struct buffer id;

	if (!v->session)
		return NULL;
	return buffer_join(&id, v->node ? v->node : "", " ", v->session);
}

/*
 * A message that arrives may have the id of the one that was sent, when both
 * ends are on the same WCS.
 */
static const char *
message_id(const struct event *v, enum hook_role role)
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
entity_of(const struct event *v, enum about *about, const char **id)
{
	const struct hook_roles *r = hook_roles_find(v->hook);

	/* What was refused before it was read is about nothing. */
	if (!r || !v->session)
		return false;
	*about = r->kind;
	switch (r->kind) {
	case CALL:
		*id = v->body[MEMBER_CALL_ID];
		break;
	case MESSAGE:
		*id = message_id(v, r->role);
		break;
	case STREAM:
		*id = v->body[MEMBER_MEDIA_SESSION_ID];
		break;
	default:
		*id = entity_connection(v);
		break;
	}
	return *id && **id;
}

/* Who knows best, and among equals who knew first; smaller is better. */
static moment
mark_of(const struct event *v, enum hook_role role)
{
	return role == ROLE_STATUS ? v->time - (INT64_C(1) << 60) : v->time;
}

static void
take(struct entity *e, enum text which, const char *value, moment mark)
{
	const char *old = e->text[which];

	if (!value || !value[0] || mark > e->mark[which] ||
	    (mark == e->mark[which] && old && strcmp(value, old) >= 0))
		return;
	e->mark[which] = mark;
	e->dirty = true;
	if (!old || strcmp(old, value) != 0)
		e->text[which] = arena_text(e->arena, value);
}

static void
take_texts(struct entity *e, const struct event *v, enum hook_role role)
{
	static const struct {
		enum body_member src, dst, clid;
	} from[ABOUTS] = {
		[CONNECTION] = { MEMBER_SIP_LOGIN, MEMBER_SIP_DOMAIN,
				 MEMBER_SIP_VISIBLE_NAME },
		[REGISTRATION] = { MEMBER_SIP_LOGIN, MEMBER_SIP_DOMAIN,
				   MEMBER_SIP_VISIBLE_NAME },
		[CALL] = { MEMBER_CALLER, MEMBER_CALLEE, MEMBER_VISIBLE_NAME },
		[MESSAGE] = { MEMBER_FROM, MEMBER_TO, MEMBER_VISIBLE_NAME },
		[STREAM] = { MEMBER_NAME, MEMBER_TARGET, MEMBER_VISIBLE_NAME },
	};
	moment mark = mark_of(v, role);

	take(e, TEXT_APP, v->app, mark);
	take(e, TEXT_SRC, v->body[from[e->about].src], mark);
	take(e, TEXT_DST, v->body[from[e->about].dst], mark);
	take(e, TEXT_CLID, v->body[from[e->about].clid], mark);
	take(e, TEXT_INFO, v->body[MEMBER_INFO], mark);
	if (role == ROLE_ARRIVES)
		e->incoming = 1;
	else if (v->incoming >= 0 && e->incoming < 0)
		e->incoming = v->incoming;
	else if (role == ROLE_BEGINS && e->incoming < 0)
		e->incoming = 0;
}

/* May it go back to where it has been, as from HOLD or PAUSED? */
static bool
takes_turns(const struct entity *e)
{
	switch (e->about) {
	case CALL:
	case STREAM:
		return e->stage == STAGE_UP;
	case MESSAGE:
		return false;
	default:
		return true;
	}
}

/* Is it told already?  A status that takes turns is, when it is the last. */
static bool
is_known_step(const struct entity *e, const char *step, size_t len)
{
	const char *at = e->history.at, *end = at + e->history.len;
	const char *from = at, *found = NULL;

	for (; e->history.len &&
	       (from = memmem(from, (size_t)(end - from), step, len));
	     from += len)
		found = from;
	if (!found)
		return false;
	return !takes_turns(e) || found + len >= end - 1;
}

static void
add_step(struct entity *e, const struct event *v)
{
	static struct buffer step;
	const char *status = v->body[MEMBER_STATUS];
	const char *info = v->reason ? v->reason : v->body[MEMBER_INFO];
	bool ends = status && stage_of(e->about, status) == STAGE_OVER;

	if (e->steps >= STEPS_MAX + (ends ? ENDS_MAX : 0))
		return;
	step.len = 0;
	buffer_str(&step, ",");
	json_add_string(&step, v->hook, strlen(v->hook));
	buffer_str(&step, ",");
	json_add_string(&step, status ? status : "",
			status ? strlen(status) : 0);
	buffer_str(&step, ",");
	buffer_number(&step, v->status);
	buffer_str(&step, ",");
	json_add_string(&step, info ? info : "", info ? strlen(info) : 0);
	buffer_str(&step, "]");
	if (!is_known_step(e, step.at, step.len)) {
		arena_room(e->arena, &e->history, step.len + sizeof MOMENT);
		buffer_str(&e->history, e->history.len ? ",[" : "[");
		buffer_number(&e->history, v->time);
		buffer_add(&e->history, step.at, step.len);
		e->steps++;
		e->dirty = true;
	}
}

/*
 * A connection may be opened again under the same name, but not by what comes
 * within AGAIN_AFTER of its end: that is late, or comes twice.
 */
static bool
connection_goes_forward(const struct entity *e, enum stage stage, moment when)
{
	bool ends = stage == STAGE_OVER, ended = e->stage == STAGE_OVER;

	if (ends && ended)
		return when < e->since ? e->since - when <= AGAIN_AFTER
				       : when - e->since > AGAIN_AFTER;
	if (ended)
		return when - e->since > AGAIN_AFTER;
	if (ends)
		return e->since - when <= AGAIN_AFTER;
	return stage == e->stage ? when < e->since : stage > e->stage;
}

static bool
goes_forward(const struct entity *e, enum stage stage, moment when)
{
	if (e->since == NEVER)
		return true;
	if (e->about == CONNECTION)
		return connection_goes_forward(e, stage, when);
	/* Accounts come and go; what is said last holds. */
	if (e->about == REGISTRATION)
		return when > e->since ||
		       (when == e->since && stage > e->stage);
	if (stage != e->stage)
		return stage > e->stage;
	/* The first end stays; of those that take turns the last holds. */
	return stage == STAGE_UP || stage == STAGE_AFTER ? when > e->since
							 : when < e->since;
}

/* FAILED may be all that WCS makes of a refusal; BUSY is said by a phone. */
static bool
tells_of_trying(const char *status, enum stage stage)
{
	return stage == STAGE_OVER ? strcmp(status, "BUSY") == 0
				   : stage > STAGE_ASKED;
}

static void
take_status(struct entity *e, const char *status, enum stage stage, moment when)
{
	e->tried = e->tried || tells_of_trying(status, stage);
	if (stage == STAGE_UP) {
		e->was_up = true;
		/* HOLD says that it was answered, not when. */
		if (strcmp(status, "HOLD") != 0 &&
		    (e->answered == NEVER || when < e->answered))
			e->answered = when;
	}
	if ((stage == STAGE_ASKED && is_denied(e)) ||
	    !goes_forward(e, stage, when))
		return;
	text_copy(e->status, sizeof e->status, status);
	e->stage = stage;
	e->since = when;
	if (stage == STAGE_OVER)
		e->ended = when;
	else if (e->about == REGISTRATION)
		e->ended = NEVER;
}

static void
take_denial(struct entity *e, const struct event *v)
{
	take(e, TEXT_INFO, v->reason, v->time);
	take(e, TEXT_RULE, v->rule, v->time);
	if (!e->denied || v->time < e->denied_at)
		e->denied_at = v->time;
	e->denied = true;
	if (!is_denied(e))
		return;
	text_copy(e->status, sizeof e->status, "DENIED");
	e->since = e->denied_at;
}

/* The request itself: accepted it is pending, refused it is over. */
static void
take_request(struct entity *e, const struct event *v, enum hook_role role,
	     moment when)
{
	if (v->status != 200) {
		take_denial(e, v);
		return;
	}
	/* Let pass after all. */
	if (is_denied(e))
		e->since = NEVER;
	if (e->about == CONNECTION) {
		if (e->begun == NEVER || when > e->begun)
			e->begun = when;
	} else if (e->begun == NEVER || when < e->begun) {
		e->begun = when;
	}
	if (e->about == MESSAGE && role == ROLE_ARRIVES)
		take_status(e, "RECEIVED", STAGE_RINGS, when);
	else
		take_status(e, "PENDING", STAGE_ASKED, when);
}

/*
 * Lines are read in the order they were written in, give or take a little.
 * What is much older than what was heard before is from a clock that was put
 * back, and does not tell of an earlier connection of that name.
 */
static moment
moment_by_last(const struct entity *e, const struct event *v)
{
	if (e->about != CONNECTION || e->last == NEVER ||
	    v->time >= e->last - AGAIN_AFTER)
		return v->time;
	return e->last - AGAIN_AFTER;
}

static void
see(struct entity *e, const struct event *v)
{
	if (e->first == NEVER || v->time < e->first)
		e->first = v->time;
	if (e->last == NEVER || v->time > e->last)
		e->last = v->time;
	e->dirty = true;
}

void
entity_hear(struct entity *e, const struct event *v)
{
	see(e, v);
	take(e, TEXT_APP, v->app, v->time);
}

void
entity_apply(struct entity *e, const struct event *v)
{
	const struct hook_roles *r = hook_roles_find(v->hook);
	const char *status = v->body[MEMBER_STATUS];
	moment when = moment_by_last(e, v);

	if (!r)
		return;
	see(e, v);
	if (v->status == 200 || r->role == ROLE_BEGINS ||
	    r->role == ROLE_ARRIVES)
		take_texts(e, v, r->role);
	if (r->role != ROLE_KEEPALIVE)
		add_step(e, v);
	if (r->role == ROLE_BEGINS || r->role == ROLE_ARRIVES)
		take_request(e, v, r->role, when);
	else if (r->role == ROLE_STATUS && status && status[0])
		take_status(e, status, stage_of(e->about, status), when);
	if (v->status == 200 && r->role == ROLE_ENDS &&
	    (e->hung_up == NEVER || v->time < e->hung_up))
		e->hung_up = v->time;
}
