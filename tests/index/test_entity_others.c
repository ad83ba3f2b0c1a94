/* entity: messages, streams, registrations and connections. */

#include "index/entity_id.h"

#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/history.h"

static struct entity *e;

#define MESSAGE "\"id\":\"m\",\"from\":\"1\",\"to\":\"2\""

static void
begin(void)
{
	e = NULL;
}

const struct test_setup test_setup = {
	.before = begin,
};

TEST(a_message_is_sent_accepted_and_delivered)
{
	e = history_entity(e, 0, "sendMessage", MESSAGE);
	e = history_entity(e, 1, "MessageStatusEvent",
			   MESSAGE ",\"status\":\"SENT\"");
	e = history_entity(e, 2, "MessageStatusEvent",
			   MESSAGE ",\"status\":\"ACCEPTED\"");
	ck_assert_str_eq(e->status, "ACCEPTED");
	e = history_entity(e, 3, "MessageStatusEvent",
			   MESSAGE ",\"status\":\"IMDN_DELIVERED\"");
	e = history_entity(e, 4, "MessageStatusEvent",
			   MESSAGE ",\"status\":\"ACCEPTED\"");
	ck_assert_str_eq(e->status, "IMDN_DELIVERED");
	ck_assert_str_eq(e->text[TEXT_SRC], "1");
	ck_assert_str_eq(e->text[TEXT_DST], "2");
}

TEST(a_message_that_arrives_is_another)
{
	e = history_entity(e, 0, "OnMessageEvent",
			   MESSAGE ",\"status\":\"RECEIVED\"");
	ck_assert_str_eq(e->id, "m in");
	ck_assert_str_eq(e->status, "RECEIVED");
	e = history_entity(e, 1, "MessageStatusEvent",
			   MESSAGE ",\"status\":\"IMDN_NOTIFICATION_SENT\"");
	ck_assert_str_eq(e->status, "IMDN_NOTIFICATION_SENT");
	ck_assert_int_eq(e->incoming, 1);
}

#define STREAM "\"mediaSessionId\":\"x\",\"name\":\"n\""

TEST(a_stream_lives_until_it_is_unpublished)
{
	e = history_entity(e, 0, "publishStream",
			   STREAM ",\"status\":\"PENDING\"");
	e = history_entity(e, 1, "StreamStatusEvent",
			   STREAM ",\"status\":\"PUBLISHING\"");
	history_check_status(e, "PUBLISHING", 1, 1, -1);
	e = history_entity(e, 30, "StreamKeepAliveEvent",
			   STREAM ",\"status\":\"PUBLISHING\"");
	ck_assert_str_eq(e->status, "PUBLISHING");
	ck_assert_int_eq(history_second(e->last), 30);
	ck_assert_uint_eq(e->steps, 2);
	e = history_entity(e, 40, "unPublishStream", STREAM);
	e = history_entity(e, 41, "StreamStatusEvent",
			   STREAM ",\"status\":\"UNPUBLISHED\"");
	history_check_status(e, "UNPUBLISHED", 41, 1, 41);
	ck_assert_str_eq(e->text[TEXT_SRC], "n");
}

static void
stream_becomes(int when, const char *status)
{
	char members[64];

	snprintf(members, sizeof members, STREAM ",\"status\":\"%s\"", status);
	e = history_entity(e, when, "StreamStatusEvent", members);
}

TEST(each_pause_is_a_step_and_each_playing_again)
{
	stream_becomes(0, "PLAYING");
	stream_becomes(1, "PAUSED");
	stream_becomes(2, "PLAYING");
	stream_becomes(3, "PLAYING");
	stream_becomes(4, "PAUSED");
	ck_assert_uint_eq(e->steps, 4);
	stream_becomes(5, "STOPPED");
	stream_becomes(6, "STOPPED");
	ck_assert_uint_eq(e->steps, 5);
}

TEST(the_end_is_told_however_many_steps_there_were)
{
	size_t len;
	int i;

	for (i = 0; i < 400; i++)
		stream_becomes(i, i % 2 ? "PAUSED" : "PLAYING");
	len = e->history.len;
	stream_becomes(i++, "PLAYING");
	ck_assert_uint_eq(e->history.len, len);
	stream_becomes(i++, "STOPPED");
	ck_assert_ptr_nonnull(memmem(e->history.at + len, e->history.len - len,
				     "STOPPED", strlen("STOPPED")));
	/* The history has a limit. */
	len = e->steps;
	for (; i < 500; i++) {
		char members[96];

		snprintf(members, sizeof members,
			 STREAM ",\"status\":\"FAILED\",\"info\":\"%d\"", i);
		e = history_entity(e, i, "StreamStatusEvent", members);
	}
	ck_assert_uint_le(e->steps, len + 8);
}

TEST(a_stream_may_be_known_by_its_sign_of_life_alone)
{
	e = history_entity(e, 30, "StreamKeepAliveEvent",
			   STREAM ",\"status\":\"PLAYING\"");
	ck_assert(e->was_up && e->begun == TIMESTAMP_NONE);
	ck_assert(!entity_has_ended(e));
}

static void
hear_registration(int when, const char *members)
{
	e = history_entity(e, when, "RegistrationStatusEvent", members);
}

TEST(an_account_may_come_go_and_come_again)
{
	hear_registration(1, "\"status\":\"REGISTERED\"");
	ck_assert(!entity_has_ended(e));
	hear_registration(2, "\"status\":\"UNREGISTERED\"");
	ck_assert(entity_has_ended(e));
	hear_registration(3, "\"status\":\"REGISTERED\"");
	ck_assert(!entity_has_ended(e));
	ck_assert_str_eq(e->status, "REGISTERED");
	hear_registration(4, "\"status\":\"REGISTERED\"");
	ck_assert_uint_eq(e->steps, 3);
}

static void
hear_connection(int when, const char *status)
{
	char members[64];

	snprintf(members, sizeof members, "\"status\":\"%s\"", status);
	if (status[0])
		e = history_entity(e, when, "ConnectionStatusEvent", members);
	else
		e = history_entity(e, when, "connect",
				   "\"sipLogin\":\"10001\"");
}

TEST(a_connection_is_opened_and_ends)
{
	hear_connection(0, "");
	history_check_status(e, "PENDING", 0, -1, -1);
	hear_connection(1, "ESTABLISHED");
	history_check_status(e, "ESTABLISHED", 1, 1, -1);
	hear_connection(9, "DISCONNECTED");
	history_check_status(e, "DISCONNECTED", 9, 1, 9);
	ck_assert_str_eq(e->id, "n@1 s");
}

TEST(a_request_that_comes_late_or_twice_takes_no_connection_back)
{
	hear_connection(0, "");
	hear_connection(1, "ESTABLISHED");
	hear_connection(2, "");
	ck_assert_str_eq(e->status, "ESTABLISHED");
}

TEST(a_connection_may_be_opened_again_under_its_name)
{
	hear_connection(0, "");
	hear_connection(9, "DISCONNECTED");
	hear_connection(9 + (int)(REOPEN_AFTER / SECOND_US) + 1, "");
	ck_assert(!entity_has_ended(e));
	ck_assert_str_eq(e->status, "PENDING");
	hear_connection(90, "DISCONNECTED");
	ck_assert_int_eq(history_second(entity_ended_at(e)), 90);
	ck_assert_uint_eq(e->steps, 4);
}

TEST(so_it_may_when_only_its_status_tells)
{
	hear_connection(0, "");
	hear_connection(9, "DISCONNECTED");
	hear_connection(9 + (int)(REOPEN_AFTER / SECOND_US) + 1, "ESTABLISHED");
	ck_assert_str_eq(e->status, "ESTABLISHED");
	ck_assert(!entity_has_ended(e));
}

TEST(a_request_just_after_the_end_opens_nothing)
{
	hear_connection(0, "");
	hear_connection(9, "DISCONNECTED");
	hear_connection(10, "");
	hear_connection(11, "ESTABLISHED");
	hear_connection(12, "DISCONNECTED");
	history_check_status(e, "DISCONNECTED", 9, 11, 9);
}

TEST_LOOP(what_happens_to_a_stream_is_not_its_status, 3)
{
	static const char *const events[] = { "SNAPSHOT_COMPLETE", "RESIZE",
					      "NOT_ENOUGH_BANDWIDTH" };

	stream_becomes(0, "PLAYING");
	stream_becomes(1, events[_i]);
	history_check_status(e, "PLAYING", 0, 0, -1);
	ck_assert_uint_eq(e->steps, 2);
	stream_becomes(2, "STOPPED");
	stream_becomes(3, events[_i]);
	history_check_status(e, "STOPPED", 2, 0, 2);
	/* A lost beginning; the status is what comes then. */
	e = NULL;
	stream_becomes(1, events[_i]);
	ck_assert_str_eq(e->status, events[_i]);
	ck_assert_int_eq(entity_is_nominal(e), _i == 0);
	ck_assert_int_eq(e->was_up, _i != 0);
	stream_becomes(2, "PUBLISHING");
	history_check_status(e, "PUBLISHING", 2, 2, -1);
	ck_assert(!entity_is_nominal(e));
}

TEST(a_new_stream_is_asked_for_and_not_there_yet)
{
	stream_becomes(0, "NEW");
	ck_assert(e->stage == STAGE_PENDING && !e->was_up);
	stream_becomes(1, "PENDING");
	ck_assert_str_eq(e->status, "NEW");
	stream_becomes(2, "PLAYING");
	history_check_status(e, "PLAYING", 2, 2, -1);
}

TEST(lines_about_nothing_are_about_nothing)
{
	static const char *const hooks[] = { "pushLogs", "call", "sendMessage",
					     "publishStream", "noHook" };
	static const char lost[] = "{\"time\":\"2026-03-01T12:00:00Z\","
				   "\"hook\":\"connect\","
				   "\"body\":{\"sipLogin\":\"1\"}}";
	struct journal_line v = { 0 };
	enum entity_kind about;
	const char *id;
	size_t i;

	for (i = 0; i < ROWS(hooks); i++) {
		char *line =
		    history_line(NOON_US, hooks[i], 200, "s", "\"x\":1");

		ck_assert_int_eq(journal_line_read(&v, line, strlen(line)), 0);
		ck_assert(!entity_id_find(&v, &about, &id));
	}
	ck_assert_int_eq(journal_line_read(&v, lost, strlen(lost)), 0);
	ck_assert(!entity_id_find(&v, &about, &id));
}
