/* The metrics and the verdict know the destinations. */

#include <string.h>

#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

static void
check_metrics(const char *const *lines)
{
	const char *text = status_get("/metrics").body;

	for (; *lines; lines++)
		ck_assert_msg(strstr(text, *lines), "%s is not in %s", *lines,
			      text);
}

TEST(metrics_tell_what_was_delivered_and_what_died)
{
	static const struct fake_response rows[] = {
		{ .status = 400, .body = "no", .times = 1 },
		{ .status = 204, .body = "" },
		{ 0 }
	};
	static const char *const lines[] = {
		"\nechoapp_deliverer_up 0\n",
		"\nechoapp_delivery_up{destination=\"a\"} 1\n",
		"\nechoapp_delivery_messages_total{destination=\"a\"} 2\n",
		"\nechoapp_delivery_refused_total{destination=\"a\"} 1\n",
		"\nechoapp_delivery_dead_letters{destination=\"a\"} 1\n",
		"\nechoapp_delivery_waiting_records{destination=\"a\"} 0\n",
		NULL
	};

	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(rows));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	check_metrics(lines);
}

TEST(metrics_and_the_verdict_tell_of_a_destination_in_trouble)
{
	static const struct fake_response rows[] = {
		{ .status = 500, .body = "broken" }, { 0 }
	};
	static const char *const lines[] = {
		"\nechoapp_delivery_up{destination=\"a\"} 0\n",
		"\nechoapp_delivery_waiting_records{destination=\"a\"} 3\n",
		"\nechoapp_delivery_lag_seconds{destination=\"a\"} ",
		"\nechoapp_well 0\n", NULL
	};
	const char *health;

	deliverer_configure("destination a http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to a\n",
			    fake_server_start(rows));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 111);
	check_metrics(lines);
	health = status_get("/status/health").body;
	ck_assert_ptr_nonnull(
	    strstr(health, "nothing is delivered to a: status 500: broken"));
	ck_assert_ptr_nonnull(strstr(health, "echoapp-deliver is not running"));
}

TEST(without_deliver_conf_there_are_no_such_metrics)
{
	write_file("echoapp.conf", "");
	state_put_calls();
	ck_assert_ptr_null(strstr(status_get("/metrics").body, "deliver"));
}
