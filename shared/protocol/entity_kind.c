/* entity_kind - the kinds of things that hooks are about. */

#include "entity_kind.h"

#include <string.h>

const char *const about_names[ABOUTS] = {
	[CONNECTION] = "connection",
	[REGISTRATION] = "registration",
	[CALL] = "call",
	[MESSAGE] = "message",
	[STREAM] = "stream",
};

/* The statuses that say how far it has come (protocol.md, c.2 to c.5). */
static const struct {
	enum about about;
	enum stage stage;
	const char *status;
} statuses[] = {
	{ CONNECTION, STAGE_ASKED, "PENDING" },
	{ CONNECTION, STAGE_UP, "ESTABLISHED" },
	{ CONNECTION, STAGE_OVER, "DISCONNECTED" },
	{ CONNECTION, STAGE_OVER, "FAILED" },
	{ REGISTRATION, STAGE_UP, "REGISTERED" },
	{ REGISTRATION, STAGE_OVER, "UNREGISTERED" },
	{ REGISTRATION, STAGE_OVER, "AUTHENTICATION_FAIL" },
	{ REGISTRATION, STAGE_OVER, "FAILED" },
	{ CALL, STAGE_ASKED, "PENDING" },
	{ CALL, STAGE_TRIED, "TRYING" },
	{ CALL, STAGE_RINGS, "RING" },
	{ CALL, STAGE_RINGS, "RING_MEDIA" },
	{ CALL, STAGE_RINGS, "SESSION_PROGRESS" },
	{ CALL, STAGE_UP, "ESTABLISHED" },
	{ CALL, STAGE_UP, "HOLD" },
	{ CALL, STAGE_OVER, "FINISH" },
	{ CALL, STAGE_OVER, "BUSY" },
	{ CALL, STAGE_OVER, "FAILED" },
	{ MESSAGE, STAGE_ASKED, "PENDING" },
	{ MESSAGE, STAGE_TRIED, "SENT" },
	{ MESSAGE, STAGE_RINGS, "RECEIVED" },
	{ MESSAGE, STAGE_UP, "ACCEPTED" },
	{ MESSAGE, STAGE_AFTER, "IMDN_NOTIFICATION_SENT" },
	{ MESSAGE, STAGE_AFTER, "IMDN_DELIVERED" },
	{ MESSAGE, STAGE_AFTER, "IMDN_FAILED" },
	{ MESSAGE, STAGE_AFTER, "IMDN_FORBIDDEN" },
	{ MESSAGE, STAGE_AFTER, "IMDN_ERROR" },
	{ MESSAGE, STAGE_OVER, "FAILED" },
	{ STREAM, STAGE_ASKED, "PENDING" },
	{ STREAM, STAGE_ASKED, "NEW" },
	{ STREAM, STAGE_UP, "PUBLISHING" },
	{ STREAM, STAGE_UP, "PLAYING" },
	{ STREAM, STAGE_UP, "PAUSED" },
	{ STREAM, STAGE_UP, "PLAYBACK_PROBLEM" },
	{ STREAM, STAGE_OVER, "UNPUBLISHED" },
	{ STREAM, STAGE_OVER, "STOPPED" },
	{ STREAM, STAGE_OVER, "FAILED" },
};

enum stage
stage_of(enum about about, const char *status)
{
	size_t i;

	for (i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].about == about &&
		    strcmp(statuses[i].status, status) == 0)
			return statuses[i].stage;
	return STAGE_TRIED;
}
