/* reused_id - tells calls and streams apart that have one id in one session. */

#include "reused_id.h"

#include <stdlib.h>
#include <string.h>

#include "entity_steps.h"
#include "protocol/hook_roles.h"

/* Ranks of texts from requests are times; those of statuses are far smaller. */
#define RANK_OF_REQUEST 0

/* Does a request name another party than the request that began the call? */
static bool
names_another(const struct entity *e, enum entity_text which, const char *party)
{
	return party && party[0] && e->text[which] &&
	       e->rank[which] > RANK_OF_REQUEST &&
	       strcmp(party, e->text[which]) != 0;
}

static bool
request_begins_another(const struct entity *e, const struct journal_line *v)
{
	const timestamp when = v->time;

	if (e->ended != TIMESTAMP_NONE)
		return when > e->ended + HOOK_DISORDER ||
		       (when > e->ended &&
			(names_another(e, TEXT_SRC, v->body[MEMBER_CALLER]) ||
			 names_another(e, TEXT_DST, v->body[MEMBER_CALLEE])));
	/* The end was lost, unless the request is repeated. */
	if (when > e->first &&
	    names_another(e, TEXT_DST, v->body[MEMBER_CALLEE]))
		return true;
	if (entity_is_refused(e))
		return when > e->denied_at + REPEATED_WITHIN;
	/* WCS may still be waiting for the answer. */
	if (e->stage == STAGE_PENDING && when <= e->first + REPEATED_WITHIN)
		return false;
	if (e->cut != TIMESTAMP_NONE)
		return when > e->cut + HOOK_DISORDER;
	if (e->hung_up != TIMESTAMP_NONE)
		return when > e->hung_up + HOOK_DISORDER;
	return when > e->last + REPEATED_WITHIN;
}

static bool
status_begins_another(const struct entity *e, const struct journal_line *v)
{
	const char *status = v->body[MEMBER_STATUS];

	return status && status[0] && e->ended != TIMESTAMP_NONE &&
	       v->time > e->ended + HOOK_DISORDER &&
	       entity_kind_stage(e->kind, status) < STAGE_ENDED &&
	       (v->time > e->ended + REPEATED_WITHIN ||
		!entity_steps_has(e, v));
}

bool
reused_id_begins_another(const struct entity *e, const struct journal_line *v)
{
	const struct hook_roles *r = hook_roles_find(v->hook);

	if (!r || e->first == TIMESTAMP_NONE ||
	    (e->kind != ENTITY_CALL && e->kind != ENTITY_STREAM))
		return false;
	switch (r->role) {
	case ROLE_BEGINS:
	case ROLE_ARRIVES:
		return request_begins_another(e, v);
	case ROLE_STATUS:
		return status_begins_another(e, v);
	default:
		return false;
	}
}

/* A repeated hook of the call before, that names its callee. */
static bool
names_party_of_before(const struct entity *latest, const struct entity *before,
		      const struct journal_line *v)
{
	const char *callee = v->body[MEMBER_CALLEE];

	return callee && latest->text[TEXT_DST] && before->text[TEXT_DST] &&
	       before->ended != TIMESTAMP_NONE &&
	       v->time <= before->ended + REPEATED_WITHIN &&
	       strcmp(callee, latest->text[TEXT_DST]) != 0 &&
	       strcmp(callee, before->text[TEXT_DST]) == 0;
}

int64_t
reused_id_instance(const char *name, size_t *id_len)
{
	const char *tilde = strrchr(name, '~');
	char *end;
	long long number;

	if (!tilde || tilde[1] < '1' || tilde[1] > '9')
		return 0;
	number = strtoll(tilde + 1, &end, 10);
	*id_len = (size_t)(tilde - name);
	return *end ? 0 : number - 1;
}

bool
reused_id_is_about_before(const struct entity *latest,
			  const struct entity *before,
			  const struct journal_line *v)
{
	return v->time + HOOK_DISORDER < latest->first ||
	       names_party_of_before(latest, before, v);
}
