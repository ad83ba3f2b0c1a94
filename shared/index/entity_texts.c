/* entity_texts - which of the texts that hooks told an entity has. */

#include "entity_texts.h"

#include <string.h>

#include "protocol/hook_roles.h"

/* Status events rank before requests, earlier before later; smaller wins. */
static timestamp
rank_of(const struct journal_line *v, enum hook_role role)
{
	return role == ROLE_STATUS ? v->time - (INT64_C(1) << 60) : v->time;
}

void
entity_texts_set(struct entity *e, enum entity_text which, const char *value,
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

void
entity_texts_drop(struct entity *e, enum entity_text which)
{
	e->text[which] = NULL;
	e->rank[which] = INT64_MAX;
	e->dirty = true;
}

void
entity_texts_set_all(struct entity *e, const struct journal_line *v,
		     enum hook_role role)
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

	entity_texts_set(e, TEXT_APP, v->app, rank);
	entity_texts_set(e, TEXT_SRC, v->body[from[e->kind].src], rank);
	entity_texts_set(e, TEXT_DST, v->body[from[e->kind].dst], rank);
	entity_texts_set(e, TEXT_CLID, v->body[from[e->kind].clid], rank);
	if (v->body[MEMBER_INFO])
		entity_texts_set(e, TEXT_INFO, v->body[MEMBER_INFO],
				 info_rank(e, v));
	/* In a hook of a transfer, `incoming` is said of the transfer. */
	if (role == ROLE_ARRIVES)
		e->incoming = 1;
	else if (!hook_roles_is_transfer(role) && v->incoming >= 0 &&
		 e->incoming < 0)
		e->incoming = v->incoming;
	else if (role == ROLE_BEGINS && e->incoming < 0)
		e->incoming = 0;
}
