/* onTransferEvent - a transfer arrives from SIP. */

#include "method.h"

const struct method method = {
	.name = "OnTransferEvent",
	.summary = "a transfer arrives from SIP",
	.type = INCOMING,
	.about = &a_call,
	.role = ROLE_STEP,
	.status_event = "TransferStatusEvent",
};
