/*
 * policy_limits: after any history a limit passes the hooks that a simple count
 * would pass.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/history.h"
#include "support/hook_fixture.h"

static const char *const endings[] = { "FINISH", "BUSY", "FAILED" };

/* A call as the simple count sees it. */
struct counted_call {
	int session, caller;
	bool live;
	bool rang;   /* it has progressed */
	int repeats; /* of its call hook */
};

static bool
has_room(const struct counted_call *all, size_t count, int caller, int number)
{
	size_t i;

	for (i = 0; i < count; i++)
		number -= all[i].live && all[i].caller == caller;
	return number > 0;
}

static void
place_call(struct counted_call *all, size_t count, size_t i)
{
	const bool again = all[i].live;
	const bool passes = again ? !all[i].rang && all[i].repeats++ < 3
				  : has_room(all, count, all[i].caller, 2);
	char session[16], members[128];

	snprintf(session, sizeof session, "s%d", all[i].session);
	snprintf(members, sizeof members,
		 "\"callId\":\"%zu\",\"caller\":\"%d\",\"status\":"
		 "\"PENDING\"",
		 i, all[i].caller);
	hook_check_status(passes ? 200 : 403, "call", session, members);
	all[i].live = again || passes;
}

static void
end_call(struct counted_call *k, size_t i, const char *status)
{
	char session[16], members[64];

	snprintf(session, sizeof session, "s%d", k->session);
	snprintf(members, sizeof members,
		 "\"callId\":\"%zu\",\"status\":\"%s\"", i, status);
	hook_check_status(200, "CallStatusEvent", session, members);
	k->rang = true;
	k->live = k->live && strcmp(status, "RING") == 0;
}

static void
end_session(struct counted_call *all, size_t count, int session)
{
	char name[16];
	size_t i;

	snprintf(name, sizeof name, "s%d", session);
	hook_check_status(200, "ConnectionStatusEvent", name,
			  "\"status\":\"DISCONNECTED\"");
	for (i = 0; i < count; i++)
		if (all[i].session == session)
			all[i].live = false;
}

TEST_LOOP(a_random_history_passes_like_a_simple_count, 20)
{
	uint64_t r = (uint64_t)_i * 104729 + 1;
	int session = 0, step;
	struct counted_call all[200];
	size_t count = 0, i;

	hook_start("limit call 2 active by caller\n", NULL);
	for (step = 0; step < 200; step++) {
		i = count ? next_random(&r) % count : 0;
		switch (next_random(&r) % 8) {
		case 0:
		case 1:
			if (count && all[i].live)
				end_call(&all[i], i, endings[step % 3]);
			break;
		case 2:
			if (count && all[i].live)
				end_call(&all[i], i, "RING");
			break;
		case 3:
			if (count && all[i].live)
				place_call(all, count, i);
			break;
		case 4:
			if (step % 4 == 0)
				end_session(all, count, session++);
			else if (step % 4 == 1)
				history_fold();
			break;
		default:
			all[count] = (struct counted_call){
				.session = session,
				.caller = (int)(next_random(&r) % 3),
			};
			place_call(all, count + 1, count);
			count++;
		}
	}
}
