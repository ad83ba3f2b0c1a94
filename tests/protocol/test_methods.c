/* methods: each handler by its name, and the event that follows a hook. */

#include "protocol/methods.h"

#include <string.h>

#include "support/harness.h"

TEST(a_method_is_found_by_name_and_alias_in_any_case)
{
	const struct named_method *m;

	for (m = methods; m->program; m++) {
		if (!m->method->name)
			continue;
		ck_assert_ptr_eq(methods_find(m->method->name), m->method);
		if (m->method->alias)
			ck_assert_ptr_eq(methods_find(m->method->alias),
					 m->method);
	}
	ck_assert_ptr_eq(methods_find("CALL"), methods_find("call"));
	ck_assert_ptr_null(methods_find("nobodyKnowsThisHook"));
	ck_assert_ptr_null(methods_find(""));
}

static const struct {
	const char *hook, *event;
} events[] = {
	{ "connect", "ConnectionStatusEvent" },
	{ "call", "CallStatusEvent" },
	{ "OnCallEvent", "CallStatusEvent" },
	{ "hangup", "CallStatusEvent" },
	{ "transfer", "TransferStatusEvent" },
	{ "sendMessage", "MessageStatusEvent" },
	{ "sendIMDN", "MessageStatusEvent" },
	{ "publishStream", "StreamStatusEvent" },
	{ "snapshot", "StreamStatusEvent" },
	{ "OnDataEvent", "DataStatusEvent" },
	{ "subscribe", "SubscriptionStatusEvent" },
};

TEST_LOOP(the_status_event_follows_from_the_entity_unless_declared,
	  ROWS(events))
{
	const struct method *m = methods_find(events[_i].hook);

	ck_assert_ptr_nonnull(m);
	ck_assert_pstr_eq(methods_status_event(m), events[_i].event);
}
