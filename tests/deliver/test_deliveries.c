/* echoappctl deliveries, check and explain know what deliver.conf says. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static const struct fake_response refusing_one[] = {
	{ .status = 400, .body = "bad\033[31m", .times = 1 },
	{ .status = 204, .body = "" },
	{ 0 }
};
static const struct fake_response broken_once[] = {
	{ .status = 500, .body = "broken", .times = 1 },
	{ .status = 204, .body = "" },
	{ 0 }
};

/* With the configuration of the test. */
static struct outcome
ctl(const char *a, const char *b, const char *c, const char *d)
{
	const char *arguments[] = { "--state", path_here("state"),
				    "--conf",  path_here("echoapp.conf"),
				    a,	       b,
				    c,	       d,
				    NULL };

	return ctl_run_bare(arguments);
}

static void
deliver_refused(void)
{
	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(refusing_one));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
}

TEST(deliveries_shows_what_was_delivered_and_what_waits)
{
	struct outcome o;

	deliver_refused();
	o = ctl("deliveries", "--json", NULL, NULL);
	ck_assert_int_eq(o.code, 1);
	ck_assert_ptr_nonnull(strstr(o.out, "\"destination\":\"a\""));
	ck_assert_ptr_nonnull(strstr(o.out, "\"delivered\":2"));
	ck_assert_ptr_nonnull(strstr(o.out, "\"dead\":1"));
	ck_assert_ptr_nonnull(strstr(o.out, "\"records_waiting\":0"));
	ck_assert_ptr_nonnull(strstr(o.out, "is not running"));
	state_put_call(state_now() - 100 * TIMESTAMP_SECOND, "later", "1", "2");
	o = ctl("deliveries", "--json", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(o.out, "\"records_waiting\":1"));
}

TEST(a_dead_letter_is_listed_replayed_and_dropped)
{
	struct outcome o;
	char id[64];

	deliver_refused();
	o = ctl("deliveries", "dead", "a", NULL);
	ck_assert_int_eq(o.code, 0);
	ck_assert_ptr_nonnull(strstr(o.out, "status 400: bad"));
	ck_assert_ptr_null(strchr(o.out, '\033'));
	ck_assert_int_eq(sscanf(o.out, "%63s", id), 1);
	o = ctl("deliveries", "replay", "a", id);
	ck_assert_str_eq(o.out, "1 to be sent once more\n");
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(count_of(fake_server_requests(), id), 4);
	ck_assert_uint_eq(
	    count_of(fake_server_requests(), "\"callid\":\"old\""), 2);
	ck_assert_str_eq(ctl("deliveries", "dead", "a", NULL).out, "");
	ck_assert_str_eq(deliverer_file("a.replay"), "");
	o = ctl("deliveries", "drop", "a", "all");
	ck_assert_int_eq(o.code, 2);
}

TEST(a_hook_that_died_is_replayed_too)
{
	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver call to a\n",
			    fake_server_start(refusing_one));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(count_lines(deliverer_file("a.dead")), 1);
	ck_assert_int_eq(ctl("deliveries", "replay", "a", "all").code, 0);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(
	    count_of(fake_server_requests(), "\"callId\":\"old\""), 2);
	ck_assert_str_eq(deliverer_file("a.dead"), "");
}

TEST(a_letter_whose_record_is_gone_stays_dead_and_says_why)
{
	deliver_refused();
	remove_tree("state/journal");
	ck_assert_int_eq(mkdir("state/journal", 0700), 0);
	ck_assert_int_eq(ctl("deliveries", "replay", "a", "all").code, 0);
	deliverer_run_once();
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("a.dead"), "is no longer kept"));
}

TEST(the_message_that_a_destination_is_stuck_at_can_be_skipped)
{
	struct outcome o;
	pid_t pid;

	deliverer_configure("destination a http %s/ secret secret batch 3 "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(broken_once));
	state_put_calls();
	pid = deliverer_start();
	deliverer_wait_for("a.trouble", "status 500: broken");
	o = ctl("deliveries", "--json", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(o.out, "\"state\":\"waits\""));
	ck_assert_ptr_nonnull(strstr(o.out, "\"head\":\"cdr_"));
	ck_assert_int_eq(ctl("deliveries", "skip", "a", NULL).code, 0);
	deliverer_wait_for("a.position", "delivered 2\ndead 1\n");
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("a.dead"), "skipped by an operator"));
	ck_assert_str_eq(deliverer_file("a.trouble"), "");
	kill(pid, SIGTERM);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

TEST(what_deliveries_cannot_do_is_said)
{
	static const struct {
		const char *a, *b, *c, *error;
	} rows[] = {
		{ "dead", "b", NULL, "there is no destination \"b\"" },
		{ "dead", NULL, NULL, "there is no destination \"\"" },
		{ "burn", "a", NULL, "is none of dead, replay" },
		{ "replay", "a", NULL, "write the ID" },
		{ "replay", "a", "x", "a has no such dead letter" },
		{ "skip", "a", NULL, "is not stuck" },
		{ "test", "a", NULL, "write: test URL SECRET_FILE" },
	};
	struct outcome o;
	size_t i;

	deliverer_configure("destination a http http://h/ secret secret\n");
	for (i = 0; i < ROWS(rows); i++) {
		o = ctl("deliveries", rows[i].a, rows[i].b, rows[i].c);
		ck_assert_int_eq(o.code, 2);
		ck_assert_msg(strstr(o.err, rows[i].error), "%s", o.err);
	}
	o = ctl_run("deliveries", NULL);
	ck_assert_int_eq(o.code, 2);
	ck_assert_ptr_nonnull(strstr(o.err, "deliver = FILE"));
}

TEST(a_receiver_can_be_tested)
{
	static const struct fake_response rows[] = {
		{ .hook = "good", .status = 200, .body = "" },
		{ .status = 401, .body = "who?" },
		{ 0 }
	};
	const char *url = fake_server_start(rows);
	char good[256], bad[256];
	struct outcome o;

	deliverer_configure(" ");
	snprintf(good, sizeof good, "%s/good", url);
	snprintf(bad, sizeof bad, "%s/bad", url);
	o = ctl("deliveries", "test", good, "secret");
	ck_assert_int_eq(o.code, 0);
	ck_assert_ptr_nonnull(strstr(o.out, "accepted with 200"));
	o = ctl("deliveries", "test", bad, "secret");
	ck_assert_int_eq(o.code, 1);
	ck_assert_ptr_nonnull(strstr(o.out, "status 401: who?"));
	o = ctl("deliveries", "test", good, "none");
	ck_assert_int_eq(o.code, 1);
}

TEST(check_reads_deliver_conf)
{
	static const struct {
		const char *text, *said;
		int code;
	} rows[] = {
		{ "deliver cdr to a\n", "destinations: 1, deliveries: 1", 0 },
		{ "x\n", "deliver.conf:2:1: ", 2 },
		{ "", "nothing is delivered to a", 0 },
		{ "deliver cdr to a if calee is 1\n", "has no column \"calee\"",
		  0 },
		{ "deliver cdr to a if disposicion is 1\n",
		  "did you mean \"disposition\"?", 0 },
		{ "destination b http http://b.example/ secret secret\n"
		  "deliver cdr to b\n",
		  "in the clear", 0 },
		{ "destination b csv b.csv columns src,dest\n"
		  "deliver cdr to b\n",
		  "has no column \"dest\"", 2 },
		{ "destination b mariadb db.settings\ndeliver cdr to b\n",
		  "has driver = postgresql", 2 },
		{ "destination b postgresql db.settings\ndeliver cdr to b\n",
		  "write ca = FILE", 0 },
		{ "destination b postgresql none.settings\n"
		  "deliver cdr to b\n",
		  "none.settings", 2 },
		{ "destination b http https://h/ secret none\n"
		  "deliver cdr to b\n",
		  "none", 2 },
	};
	struct outcome o;
	char *all;
	size_t i;

	replace_file("db.settings",
		     "driver = postgresql\nhost = db.example\ndbname = b\n",
		     0600);
	for (i = 0; i < ROWS(rows); i++) {
		deliverer_configure("destination a http https://h/ secret "
				    "secret\n%s",
				    rows[i].text);
		o = ctl("check", NULL, NULL, NULL);
		ck_assert_int_gt(asprintf(&all, "%s%s", o.out, o.err), 0);
		ck_assert_msg(strstr(all, rows[i].said), "%s: %s", rows[i].text,
			      all);
		ck_assert_int_eq(o.code, rows[i].code);
		free(all);
	}
}

TEST(explain_says_where_a_hook_is_delivered_to)
{
	struct outcome o;

	deliverer_configure(
	    "destination crm http https://h/ secret secret\n"
	    "deliver CallStatusEvent to crm if status is \"ESTABLISHED\"\n"
	    "deliver CallStatusEvent to crm if status is \"FINISH\"\n"
	    "deliver cdr to crm\n");
	write_file("body.json", "{\"status\":\"FINISH\",\"callId\":\"c\"}");
	o = ctl("explain", "CallStatusEvent", "body.json", NULL);
	ck_assert_ptr_nonnull(
	    strstr(o.out, "deliver.conf:2  deliver CallStatusEvent to crm if "
			  "status is \"ESTABLISHED\"\n    does not match\n"
			  "deliver.conf:3  deliver CallStatusEvent to crm if "
			  "status is \"FINISH\"\n    delivers it\n"));
	ck_assert_ptr_null(strstr(o.out, "cdr"));
	o = ctl("explain", "--json", "CallStatusEvent", "body.json");
	ck_assert_ptr_nonnull(
	    strstr(o.out, "\"destination\":\"crm\",\"deliver\":"));
}
