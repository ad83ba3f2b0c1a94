/*
 * subscriptionStatusEvent - a SIP subscription was answered.
 *
 * No public page shows its body.
 */

#include "method.h"

const struct method method = {
	.name = "SubscriptionStatusEvent",
	.summary = "a SIP subscription was answered",
	.type = HOOK_EVENT,
};
