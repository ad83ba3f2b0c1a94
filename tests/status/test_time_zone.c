/* Time zones of the API: the parameter tz, and `timezone`. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/time_text.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

/* The record of a denied call is final half a second after its hook. */
static void
put_denied(const char *recorded, const char *id)
{
	timestamp t;

	ck_assert_int_eq(time_text_parse_utc(recorded, &t), 0);
	state_put(t - SECOND_US / 2, "call", 403, "s", "\"callId\":\"%s\"", id);
}

/* The clocks of Berlin go forward on that day. */
static void
put_calls(void)
{
	put_denied("2024-03-30T22:59:59", "id-before");
	put_denied("2024-03-30T23:00:00", "id-first");
	put_denied("2024-03-31T21:59:59", "id-last");
	put_denied("2024-03-31T22:00:00", "id-after");
}

const struct test_setup test_setup = {
	.before = put_calls,
	.seconds = 120,
};

#define DAY "since=2024-03-31&until=2024-04-01"

static void
check_is_day(const char *csv, const char *offset_first, const char *offset_last)
{
	ck_assert_msg(count_lines(csv) == 3, "%s", csv);
	ck_assert_ptr_nonnull(strstr(csv, "id-first"));
	ck_assert_ptr_nonnull(strstr(csv, "id-last"));
	ck_assert_ptr_nonnull(strstr(csv, offset_first));
	ck_assert_ptr_nonnull(strstr(csv, offset_last));
}

TEST(an_export_of_a_local_day_has_exactly_its_records)
{
	struct response h = status_get("/status/cdr.csv?tz=Europe/Berlin&" DAY);

	check_is_day(h.body, "2024-03-31T00:00:00.000000+01:00\r\n",
		     "2024-03-31T23:59:59.000000+02:00\r\n");
	ck_assert_str_eq(h.body,
			 ctl_output(ctl_run("--tz", "Europe/Berlin", "cdr",
					    "--csv", "--since", "2024-03-31",
					    "--until", "2024-04-01", NULL)));
	h = status_get("/status/cdr.csv?" DAY);
	ck_assert_uint_eq(count_lines(h.body), 3);
	ck_assert_ptr_nonnull(strstr(h.body, "2024-03-31T21:59:59.000000Z"));
	ck_assert_ptr_nonnull(strstr(h.body, "2024-03-31T22:00:00.000000Z"));
}

TEST(the_configured_zone_is_the_default)
{
	struct response h;

	write_file("echoapp.conf", "timezone = Europe/Berlin\n");
	check_is_day(status_get("/status/cdr.csv?" DAY).body, "+01:00\r\n",
		     "+02:00\r\n");
	h = status_get("/status/cdr.csv?tz=UTC&" DAY);
	ck_assert_ptr_nonnull(strstr(h.body, "2024-03-31T21:59:59.000000Z"));
	ck_assert_ptr_null(strstr(h.body, "+01:00"));
}

TEST(an_offset_is_obeyed_in_any_zone_even_with_a_bare_plus)
{
	static const char *const spellings[] = {
		"since=2024-03-31T00:00%2B01:00&until=2024-04-01T00:00%2B02:00",
		"since=2024-03-31T00:00+01:00&until=2024-04-01T00:00+02:00",
		("since=2024-03-31T00:00:00.000000+01:00"
		 "&until=2024-04-01+00:00:00+02:00"),
		"since=2024-03-30T23:00Z&until=2024-03-31+22:00Z",
		"since=2024-03-30T19:00-04:00&until=2024-03-31T18:00-04:00",
	};
	size_t i;

	for (i = 0; i < ROWS(spellings); i++)
		check_is_day(
		    status_get("/status/cdr.csv?tz=Asia/Tokyo&%s", spellings[i])
			.body,
		    "2024-03-31T08:00:00.000000+09:00\r\n",
		    "2024-04-01T06:59:59.000000+09:00\r\n");
}

TEST(lists_take_a_zone_and_are_in_utc)
{
	struct json_object *rows = status_json("/status/calls?tz=Europe/Berlin"
					       "&since=2024-03-30T23:59:59");

	ck_assert_str_eq(status_values(rows, "rows", "callid"),
			 "id-after id-last id-first");
	ck_assert_str_eq(status_values(rows, "rows", "first"),
			 "2024-03-31T21:59:59.500000Z"
			 " 2024-03-31T21:59:58.500000Z"
			 " 2024-03-30T22:59:59.500000Z");
}

TEST(what_is_no_zone_is_refused_and_read_nowhere)
{
	static const char *const bad[] = {
		"..%2F..%2Fetc%2Fpasswd",
		"/etc/localtime",
		"Europe/Berln",
		"",
		"CET-1CEST",
		"Europe/Berlin%20",
	};
	size_t i;

	for (i = 0; i < ROWS(bad); i++) {
		struct response h = status_get("/status/cdr.csv?tz=%s", bad[i]);

		ck_assert_msg(h.status == 400, "%s: %d", bad[i], h.status);
		ck_assert_ptr_nonnull(
		    strstr(h.body, "such as Europe/Berlin, or UTC"));
		ck_assert_ptr_nonnull(response_json(&h));
	}
}

TEST(a_configured_zone_that_does_not_exist_is_a_problem)
{
	struct response h;

	write_file("echoapp.conf", "\ntimezone = Europe/Berln\n");
	h = status_get("/status/cdr.csv");
	ck_assert_int_eq(h.status, 503);
	ck_assert_ptr_nonnull(strstr(h.body, "\"echoapp.conf:2: timezone: "));
	ck_assert_int_eq(status_get("/status/calls?since=today").status, 503);
	ck_assert_int_eq(status_get("/status/cdr.csv?tz=UTC").status, 200);
	/* The page asks without times. */
	ck_assert_int_eq(status_get("/status/calls").status, 200);
	h = status_get("/status/health");
	ck_assert_ptr_nonnull(strstr(h.body, "\"well\":false"));
	ck_assert_ptr_nonnull(strstr(h.body, "echoapp.conf:2: timezone: "));
	ck_assert_ptr_null(strstr(h.body, path_here("echoapp.conf")));
}

TEST(without_a_database_the_package_is_named)
{
	struct response h;

	setenv("TZDIR", path_here("none"), 1);
	h = status_get("/status/cdr.csv?tz=Europe/Berlin");
	ck_assert_int_eq(h.status, 400);
	ck_assert_ptr_nonnull(strstr(h.body, "install the package tzdata"));
	ck_assert_int_eq(status_get("/status/cdr.csv").status, 200);
	unsetenv("TZDIR");
}

TEST(health_names_the_zone)
{
	ck_assert_ptr_nonnull(
	    strstr(status_get("/status/health").body, "\"timezone\":\"UTC\""));
	write_file("echoapp.conf", "timezone = Asia/Kolkata\n");
	ck_assert_ptr_nonnull(strstr(status_get("/status/health").body,
				     "\"timezone\":\"Asia/Kolkata\""));
}

TEST(a_zone_ends_with_its_query)
{
	struct response h;

	state_put(state_now() + DAY_US, "call", 200, "s", "\"x\":1");
	h = status_get("/status/batch?ask=calls%%3Ftz%%3DAsia/Kolkata"
		       "&ask=health");
	ck_assert_int_eq(h.status, 200);
	ck_assert_ptr_nonnull(strstr(h.body, "Z, in the future"));
	ck_assert_ptr_null(strstr(h.body, "+05:30"));
}
