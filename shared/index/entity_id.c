/* entity_id - which entity a journal line is about. */

#include "entity_id.h"

#include <string.h>

#include "base/buffer.h"
#include "protocol/hook_roles.h"

const char *
entity_id_connection(const struct journal_line *v)
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
entity_id_find(const struct journal_line *v, enum entity_kind *kind,
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
		*id = v->session ? entity_id_connection(v) : NULL;
		break;
	}
	return *id && **id;
}
