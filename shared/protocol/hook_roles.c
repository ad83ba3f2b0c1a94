/* does - what hooks and statuses mean for what they are about. */

#include "hook_roles.h"

#include <string.h>
#include <strings.h>

static const struct hook_does hooks[] = {
	{ "connect", CONNECTION, BEGINS },
	{ "ConnectionStatusEvent", CONNECTION, TELLS },
	{ "RegistrationStatusEvent", REGISTRATION, TELLS },
	{ "call", CALL, BEGINS },
	{ "OnCallEvent", CALL, ARRIVES },
	{ "CallStatusEvent", CALL, TELLS },
	{ "answer", CALL, ASKS },
	{ "hold", CALL, ASKS },
	{ "unhold", CALL, ASKS },
	{ "hangup", CALL, ASKS },
	{ "sendDtmf", CALL, ASKS },
	{ "transfer", CALL, ASKS },
	{ "OnTransferEvent", CALL, ASKS },
	{ "TransferStatusEvent", CALL, ASKS },
	{ "sendMessage", MESSAGE, BEGINS },
	{ "OnMessageEvent", MESSAGE, ARRIVES },
	{ "MessageStatusEvent", MESSAGE, TELLS },
	{ "publishStream", STREAM, BEGINS },
	{ "playStream", STREAM, BEGINS },
	{ "playHLS", STREAM, BEGINS },
	{ "playRTSP", STREAM, BEGINS },
	{ "StreamStatusEvent", STREAM, TELLS },
	{ "StreamKeepAliveEvent", STREAM, BEATS },
	{ "pauseStream", STREAM, ASKS },
	{ "stopStream", STREAM, ASKS },
	{ "unPublishStream", STREAM, ASKS },
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

const struct hook_does *
does_of(const char *hook)
{
	static const struct hook_does *last = hooks; /* it is asked again */
	size_t i;

	if (strcmp(last->hook, hook) == 0)
		return last;
	for (i = 0; i < sizeof hooks / sizeof *hooks; i++)
		if ((hooks[i].hook[0] | 32) == (hook[0] | 32) &&
		    strcasecmp(hooks[i].hook, hook) == 0)
			return last = &hooks[i];
	return NULL;
}

bool
hook_begins(const char *hook)
{
	const struct hook_does *h = does_of(hook);

	return h && h->about != MESSAGE &&
	       (h->does == BEGINS || h->does == ARRIVES);
}

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
