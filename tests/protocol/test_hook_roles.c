/* hook_roles: what the handlers declare is what the index is told. */

#include "protocol/hook_roles.h"

#include <strings.h>

#include "protocol/methods.h"
#include "support/harness.h"

TEST(some_hooks_begin_an_entity)
{
	ck_assert(hook_roles_begins("call"));
	ck_assert(hook_roles_begins("onCallEvent"));
	ck_assert(hook_roles_begins("connect"));
	ck_assert(hook_roles_begins("playStream"));
	ck_assert(!hook_roles_begins("CallStatusEvent"));
	ck_assert(!hook_roles_begins("hangup"));
	ck_assert(!hook_roles_begins("sendMessage"));
	ck_assert(!hook_roles_begins("StreamKeepAliveEvent"));
	ck_assert(!hook_roles_begins("pushLogs"));
	ck_assert(!hook_roles_begins(""));
}

/* The table is generated; the handlers are the oracle. */
TEST(the_table_holds_each_handler_with_a_role_and_no_other)
{
	const struct named_method *m;
	const struct hook_roles *h;
	size_t expected = 0, rows = 0;

	for (h = hook_roles; h->hook; h++)
		rows++;
	for (m = methods; m->program; m++) {
		if (!m->method->name)
			continue;
		h = hook_roles_find(m->method->name);
		if (!m->method->about || m->method->role == ROLE_READS) {
			ck_assert_msg(h == NULL, "%s", m->method->name);
			continue;
		}
		expected++;
		ck_assert_msg(h != NULL, "%s is missing", m->method->name);
		ck_assert_int_eq(h->kind, m->method->about->kind);
		ck_assert_int_eq(h->role, m->method->role);
	}
	ck_assert_uint_eq(rows, expected);
	ck_assert_uint_gt(rows, 20);
}

TEST(a_hook_is_found_in_any_case)
{
	ck_assert_ptr_eq(hook_roles_find("CALLSTATUSEVENT"),
			 hook_roles_find("callStatusEvent"));
	ck_assert_ptr_nonnull(hook_roles_find("callStatusEvent"));
	ck_assert_ptr_null(hook_roles_find("callStatusEvents"));
}
