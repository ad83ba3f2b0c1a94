/* entity_kind: how far a status says that an entity has come. */

#include "protocol/entity_kind.h"

#include "support/harness.h"

static const struct {
	enum entity_kind kind;
	const char *status;
	enum stage stage;
} statuses[] = {
	{ ENTITY_CONNECTION, "ESTABLISHED", STAGE_ESTABLISHED },
	{ ENTITY_CONNECTION, "DISCONNECTED", STAGE_ENDED },
	{ ENTITY_REGISTRATION, "REGISTERED", STAGE_ESTABLISHED },
	{ ENTITY_CALL, "PENDING", STAGE_PENDING },
	{ ENTITY_CALL, "TRYING", STAGE_TRYING },
	{ ENTITY_CALL, "RING", STAGE_RINGING },
	{ ENTITY_CALL, "ESTABLISHED", STAGE_ESTABLISHED },
	{ ENTITY_CALL, "HOLD", STAGE_ESTABLISHED },
	{ ENTITY_CALL, "BUSY", STAGE_ENDED },
	{ ENTITY_MESSAGE, "ACCEPTED", STAGE_ESTABLISHED },
	{ ENTITY_MESSAGE, "IMDN_DELIVERED", STAGE_IMDN },
	{ ENTITY_STREAM, "PUBLISHING", STAGE_ESTABLISHED },
	{ ENTITY_STREAM, "UNPUBLISHED", STAGE_ENDED },
	/* Another kind's status, and one that WCS may add later. */
	{ ENTITY_CALL, "PUBLISHING", STAGE_TRYING },
	{ ENTITY_CALL, "SOMETHING_NEW", STAGE_TRYING },
};

TEST_LOOP(a_status_has_a_stage, ROWS(statuses))
{
	ck_assert_int_eq(
	    entity_kind_stage(statuses[_i].kind, statuses[_i].status),
	    statuses[_i].stage);
}
