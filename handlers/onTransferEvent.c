/* onTransferEvent - a transfer arrives from SIP. */

#include "method.h"

const struct method method = {
	.name = "OnTransferEvent",
	.summary = "a transfer arrives from SIP",
	.type = HOOK_INCOMING,
	.about = &call_entity,
	.role = ROLE_TRANSFER_ARRIVES,
	.status_event = "TransferStatusEvent",
};
