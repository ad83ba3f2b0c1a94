/* echoappctl doctor reads connect's restClientConfig as WCS would. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/doctor_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"

static const char *config;

static char *
adds_config(const char *own)
{
	char *text;

	ck_assert_int_ge(
	    asprintf(&text, "{\"restClientConfig\":%s,%s", config, own + 1), 0);
	return text;
}

static const struct {
	const char *config;
	const char *says;
} configs[] = {
	{ "{\"call\":{\"restOnError\":\"FAIL\",\"restPolicy\":\"OVERWRITE\","
	  "\"restOverwrite\":\"callee\"}}",
	  "OK it is about 1 hooks" },
	{ "{}", "OK it is about 0 hooks" },
	{ "[]", "FAIL restClientConfig is not an object" },
	{ "{\"call\":5}", "FAIL restClientConfig.call is not an object" },
	{ "{\"call\":{\"restOnError\":true}}",
	  "FAIL restClientConfig.call.restOnError is not a string" },
	{ "{\"call\":{\"restOnError\":\"Fail\"}}",
	  "FAIL restClientConfig.call.restOnError is \"Fail\"; WCS knows LOG, "
	  "FAIL" },
	{ "{\"call\":{\"restPolicy\":\"OVERRIDE\"}}",
	  "FAIL restClientConfig.call.restPolicy is \"OVERRIDE\"" },
	{ "{\"call\":{\"restPolicy\":\"DISABLED\"}}",
	  "call: WARN restPolicy is DISABLED" },
	{ "{\"beep\":{\"restPolicy\":\"NOTIFY\"}}",
	  "WARN restClientConfig.beep: no hook of that name is known" },
	{ "{\"callStatusEvent\":{\"restPolicy\":\"NOTIFY\"}}",
	  "FAIL restClientConfig.callStatusEvent has no effect: WCS calls it "
	  "CallStatusEvent" },
	{ "{\"call\":{\"restPolicy\":\"OVERWRITE\"}}",
	  "FAIL restClientConfig.call: OVERWRITE with an empty" },
	{ "{\"call\":{\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":\"\"}}",
	  "FAIL restClientConfig.call: OVERWRITE with an empty" },
	{ "{\"call\":{\"restOverwrite\":\"callee\"}}",
	  "FAIL restClientConfig.call: restOverwrite does nothing under "
	  "NOTIFY" },
	{ "{\"call\":{\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":"
	  "\"callee,sessionId\"}}",
	  "FAIL restClientConfig.call: sessionId is never overwritten" },
	{ "{\"connect\":{\"restOnError\":\"FAIL\"}}",
	  "connect: WARN restOnError FAIL does nothing: WCS declines" },
	{ "{\"CallStatusEvent\":{\"restOnError\":\"FAIL\"}}",
	  "CallStatusEvent: WARN restOnError FAIL stops nothing" },
	{ "{\"call\":{\"restOnError\":\"FAIL\",\"restPolicy\":\"DISABLE\"}}",
	  "call: WARN restOnError FAIL does nothing: the hook is not sent" },
};

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST_LOOP(a_config_means_what_it_says_or_that_is_told, ROWS(configs))
{
	const struct fake_response rows[] = {
		{ .hook = "connect", .rewrite = adds_config },
		{ 0 },
	};
	const char *found, *wanted;
	struct outcome r;

	config = configs[_i].config;
	r = doctor_run(fake_server_start(rows), NULL);
	found = doctor_run_findings(r, "config");
	wanted = strncmp(configs[_i].says, "FAIL", 4) == 0 ? "config:FAIL"
		 : strstr(configs[_i].says, "WARN ")	   ? "config:WARN"
							   : "";
	ck_assert_str_eq(doctor_run_troubles(r), wanted);
	ck_assert_msg(strstr(found, configs[_i].says) != NULL, "%s", found);
	ck_assert_uint_eq(count_lines(found), 1);
}

static char *
adds_all_credentials(const char *own)
{
	char *text;

	ck_assert_int_ge(
	    asprintf(&text,
		     "{\"sipLogin\":\"1\",\"sipPassword\":\"2\","
		     "\"sipAuthenticationName\":\"3\",\"sipDomain\":\"4\","
		     "\"sipProxy\":\"5\",\"sipOutboundProxy\":\"6\","
		     "\"restClientConfig\":{%s},%s",
		     config, own + 1),
	    0);
	return text;
}

TEST(what_mends_leaking_credentials_mends_them)
{
	const struct fake_response rows[] = {
		{ .hook = "connect", .rewrite = adds_all_credentials },
		{ 0 },
	};
	const char *mend;
	struct outcome r;

	config = "";
	r = doctor_run(fake_server_start(rows), NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "credentials:FAIL");
	ck_assert_uint_eq(count_lines(doctor_run_findings(r, "credentials")),
			  6);
	mend = strchr(doctor_run_fix(r, "credentials"), '"');
	ck_assert_ptr_nonnull(mend);
	config = mend;
	ck_assert_str_eq(
	    doctor_run_troubles(doctor_run(fake_server_start(rows), NULL)), "");
}

static char *
changes_callee(const char *own)
{
	char *copy = strdup(own), *at = strstr(copy, "\"callee\":\"e");

	if (at)
		at[10] = 'E';
	return copy;
}

TEST(a_change_that_wcs_was_told_to_take_is_no_fault)
{
	static const char *const told[] = {
		"{\"call\":{\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":"
		"\"callee\"}}",
		"{}",
	};
	const struct fake_response rows[] = {
		{ .hook = "connect", .rewrite = adds_config },
		{ .hook = "call", .rewrite = changes_callee },
		{ 0 },
	};
	size_t i;

	for (i = 0; i < 2; i++) {
		config = told[i];
		ck_assert_str_eq(doctor_run_troubles(
				     doctor_run(fake_server_start(rows), NULL)),
				 i ? "mirror:WARN" : "");
	}
}
