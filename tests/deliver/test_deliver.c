/* echoapp-deliver: call records and hooks go to where deliver.conf says. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static const struct fake_response accepting[] = { { .status = 204, .body = "" },
						  { 0 } };

/* How often the bodies of all requests so far have the text. */
static size_t
sent(const char *text)
{
	return count_of(fake_server_requests(), text);
}

TEST(each_final_record_is_posted_once)
{
	deliverer_configure("destination billing http %s/cdr secret secret "
			    "from beginning\n"
			    "deliver cdr to billing\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 3);
	ck_assert_uint_eq(sent("\"callid\":\"old\""), 1);
	ck_assert_uint_eq(sent("\"callid\":\"new\""), 1);
	ck_assert_uint_eq(sent("\"callid\":\"no\""), 1);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 3);
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("billing.position"), "\ndelivered 3\n"));
}

TEST(a_new_destination_gets_what_comes_from_then_on)
{
	deliverer_configure("destination billing http %s/ secret secret\n"
			    "deliver cdr to billing\n"
			    "deliver call to billing\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(fake_server_requests(), "");
	state_put_call(state_now() - 100 * TIMESTAMP_SECOND, "later", "1", "2");
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 1);
	ck_assert_uint_eq(sent("\"type\":\"call\""), 1);
	ck_assert_uint_eq(sent("\"callid\":\"later\""), 1);
}

TEST(a_line_chooses_records_by_their_columns)
{
	deliverer_configure(
	    "destination a http %s/a secret secret from beginning\n"
	    "deliver cdr to a if disposition is \"DENIED\"\n"
	    "deliver cdr to a if src is 10003 and billsec > 5\n"
	    "deliver cdr to a if appKey is \"nobody\"\n",
	    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 2);
	ck_assert_uint_eq(sent("\"callid\":\"new\""), 1);
	ck_assert_uint_eq(sent("\"callid\":\"no\""), 1);
	ck_assert_uint_eq(sent("nodeId\":"), 0);
}

TEST(a_line_chooses_hooks_by_their_fields)
{
	deliverer_configure(
	    "destination crm http %s/ secret secret from beginning\n"
	    "deliver CallStatusEvent to crm if status is \"ESTABLISHED\"\n",
	    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"CallStatusEvent\""), 2);
	ck_assert_uint_eq(sent("\"status\":\"ESTABLISHED\""), 2);
	ck_assert_uint_eq(sent("FINISH"), 0);
}

TEST(a_batch_is_one_request_of_so_many_messages)
{
	deliverer_configure("destination a http %s/ secret secret batch 2 "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(count_lines(fake_server_requests()), 2);
	ck_assert_uint_eq(sent("\"type\":\"batch\""), 2);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 3);
}

TEST(a_request_has_the_headers_of_standard_webhooks)
{
	char *requests;

	deliverer_configure("destination a http %s/in secret secret "
			    "from beginning\n"
			    "deliver cdr to a if callid is \"old\"\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	requests = fake_server_requests();
	ck_assert_uint_eq(count_of(requests, "webhook-id: cdr_"), 1);
	ck_assert_uint_eq(count_of(requests, "webhook-timestamp: "), 1);
	ck_assert_uint_eq(count_of(requests, "webhook-signature: v1,"), 1);
	ck_assert_uint_eq(count_of(requests, "Content-Type: application/json"),
			  1);
}

/* What makes the destination wait; nothing may be lost meanwhile. */
TEST(a_destination_in_trouble_keeps_its_position)
{
	static const int statuses[] = { 500, 503, 301, 302, 307, 308,
					401, 403, 404, 408, 429 };
	static struct fake_response rows[] = { { .body = "no" }, { 0 } };
	size_t i;

	for (i = 0; i < ROWS(statuses); i++) {
		rows[0].status = statuses[i];
		remove_tree("state");
		deliverer_configure("destination a http %s/ secret secret "
				    "from beginning\n"
				    "deliver cdr to a\n",
				    fake_server_start(rows));
		state_put_calls();
		ck_assert_int_eq(deliverer_run_once(), 111);
		ck_assert_ptr_nonnull(
		    strstr(deliverer_file("a.position"), "\ndelivered 0\n"));
		ck_assert_str_eq(deliverer_file("a.dead"), "");
		deliverer_configure("destination a http %s/ secret secret\n"
				    "deliver cdr to a\n",
				    fake_server_start(accepting));
		ck_assert_int_eq(deliverer_run_once(), 0);
		ck_assert_ptr_nonnull(
		    strstr(deliverer_file("a.position"), "\ndelivered 3\n"));
	}
}

TEST(what_a_receiver_refuses_for_ever_becomes_a_dead_letter)
{
	static const struct fake_response rows[] = {
		{ .status = 400, .body = "no \033[31mred", .times = 1 },
		{ .status = 204, .body = "" },
		{ 0 }
	};

	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(rows));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("a.position"), "\ndelivered 2\ndead 1\n"));
	ck_assert_uint_eq(count_lines(deliverer_file("a.dead")), 1);
	ck_assert_uint_eq(count_of(deliverer_file("a.dead"), "\"status\":400"),
			  1);
	ck_assert_uint_eq(count_of(deliverer_file("a.dead"), "\033"), 0);
}

/* The first request, of three messages, is refused, and so is one of them. */
TEST(of_a_batch_only_the_message_that_is_refused_dies)
{
	static const struct fake_response rows[] = {
		{ .status = 422, .body = "no", .times = 2 },
		{ .status = 204, .body = "" },
		{ 0 }
	};

	deliverer_configure("destination a http %s/ secret secret batch 3 "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(rows));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("a.position"), "\ndelivered 2\ndead 1\n"));
}

TEST(a_destination_in_trouble_holds_up_no_other)
{
	deliverer_configure("destination gone http http://127.0.0.1:1/ "
			    "secret secret from beginning\n"
			    "destination deaf http %s/ secret secret "
			    "timeout 1 from beginning\n"
			    "destination good http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to gone\n"
			    "deliver cdr to deaf\n"
			    "deliver cdr to good\n",
			    fake_server_deaf(), fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 3);
}

TEST(an_answer_without_end_is_not_read_to_its_end)
{
	static char body[1 << 20];
	static const struct fake_response rows[] = {
		{ .status = 200, .body = body }, { 0 }
	};

	memset(body, 'x', sizeof body - 1);
	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(rows));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 3);
}

TEST(no_proxy_of_the_environment_is_used)
{
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(accepting));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 3);
}

TEST(only_one_deliverer_serves_a_state)
{
	pid_t pid;

	deliverer_configure("destination a http %s/ secret secret\n"
			    "deliver cdr to a\n",
			    fake_server_start(accepting));
	pid = deliverer_start();
	deliverer_wait_for("a.position", "records ");
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_ptr_nonnull(strstr(harness_read_file("deliver.log", NULL),
				     "another echoapp-deliver serves"));
	kill(pid, SIGTERM);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

TEST(a_change_of_the_file_comes_into_force_and_an_error_does_not)
{
	const char *url = fake_server_start(accepting);
	pid_t pid;

	deliverer_configure("destination a http %s/ secret secret\n"
			    "deliver cdr to a\n",
			    url);
	pid = deliverer_start();
	deliverer_wait_for("a.position", "records ");
	deliverer_configure("destination a http %s/ secret secret\nx\n", url);
	sleep(2);
	deliverer_configure("destination b http %s/ secret secret "
			    "from beginning\n"
			    "deliver call to b\n",
			    url);
	state_put_calls();
	deliverer_wait_for("b.position", "delivered 4\n");
	ck_assert_ptr_nonnull(strstr(harness_read_file("deliver.log", NULL),
				     "deliver.conf:2:1: "));
	kill(pid, SIGTERM);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

/* Of calls that end in one fold, the records become final at one time. */
TEST_LOOP(records_that_become_final_together_are_all_delivered, 3)
{
	char id[16];
	int i;

	deliverer_configure("destination a http %s/ secret secret batch %d\n"
			    "deliver cdr to a if callid is \"7\"\n"
			    "deliver cdr to a if disposition is \"ANSWERED\"\n",
			    fake_server_start(accepting), _i + 1);
	ck_assert_int_eq(deliverer_run_once(), 0);
	for (i = 0; i < 50; i++) {
		snprintf(id, sizeof id, "%d", i);
		state_put_call(state_now() - 100 * TIMESTAMP_SECOND, id, "1",
			       "2");
	}
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 50);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(sent("\"type\":\"cdr\""), 50);
}

/* In another index, rows have other numbers. */
TEST(an_index_made_anew_between_such_records_loses_none)
{
	static const struct fake_response rows[] = {
		{ .status = 204, .body = "", .times = 1 },
		{ .status = 500, .body = "" },
		{ 0 }
	};
	const char *url = fake_server_start(rows);
	char *text;
	size_t ids = 0;
	int i;

	deliverer_configure("destination a http %s/ secret secret\n"
			    "deliver cdr to a\n",
			    url);
	ck_assert_int_eq(deliverer_run_once(), 0);
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("a.position"), "\nwithin "));
	text = fake_server_requests();
	ck_assert_int_eq(unlink("state/index.db"), 0);
	unlink("state/index.db-wal");
	unlink("state/index.db-shm");
	deliverer_configure("destination a http %s/ secret secret\n"
			    "deliver cdr to a\n",
			    fake_server_start(accepting));
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_int_gt(asprintf(&text, "%s%s", text, fake_server_requests()),
			 0);
	for (i = 0; i < 3; i++)
		ids +=
		    strstr(text, (const char *[]){
				     "\"callid\":\"old\"", "\"callid\":\"new\"",
				     "\"callid\":\"no\"" }[i]) != NULL;
	ck_assert_uint_eq(ids, 3);
}
