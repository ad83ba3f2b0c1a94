/* The flows of a real WCS, with their timing. */

#include <stdio.h>
#include <string.h>

#include "support/captured_flows.h"
#include "support/harness.h"
#include "support/web_server.h"

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
};

TEST(a_connection_is_answered_on_one_connection)
{
	flow_play(flow_connection, false);
}

TEST(an_outgoing_call_with_its_silence_is_answered_on_one_connection)
{
	flow_play(flow_call, false);
}

TEST(messages_are_answered_on_one_connection_in_both_spellings)
{
	flow_play(flow_messages, false);
}

TEST(the_journal_holds_the_flows_in_order)
{
	static const char *const hooks[] = {
		"connect",
		"ConnectionStatusEvent",
		"RegistrationStatusEvent",
	};
	size_t i;
	char *text, *at;

	text = web_journal();
	flow_play(flow_connection, false);
	at = web_journal() + strlen(text);
	for (i = 0; i < ROWS(hooks); i++) {
		char name[64];

		snprintf(name, sizeof name, "\"hook\":\"%s\"", hooks[i]);
		at = strstr(at, name);
		ck_assert_msg(at != NULL, "%s", hooks[i]);
	}
	ck_assert_ptr_null(strstr(web_journal(), "\"secret\""));
}
