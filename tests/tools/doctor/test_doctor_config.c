/* echoappctl doctor reads connect's restClientConfig as WCS would. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/doctor_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"

/* Returns the body of connect with more members. */
__attribute__((format(printf, 1, 2))) static struct fake_response
connect_adds(const char *format, ...)
{
	char *members, *to;
	va_list ap;

	va_start(ap, format);
	ck_assert_int_ge(vasprintf(&members, format, ap), 0);
	va_end(ap);
	ck_assert_int_ge(asprintf(&to, "{%s,\"nodeId\"", members), 0);
	return (struct fake_response){
		.hook = "connect",
		.swaps = { { "{\"nodeId\"", to } },
	};
}

static const struct {
	const char *config;
	const char *says;
} configs[] = {
	{ "{\"call\":{\"restOnError\":\"FAIL\",\"restPolicy\":\"OVERWRITE\","
	  "\"restOverwrite\":\"callee\"}}",
	  "OK it configures 1 hooks" },
	{ "{}", "OK it configures 0 hooks" },
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
	{ "{\"StreamKeepAliveEvent\":{\"restOnError\":\"FAIL\"}}",
	  "OK it configures 1 hooks" },
	{ "{\"call\":{\"restOnError\":\"FAIL\",\"restPolicy\":\"DISABLE\"}}",
	  "call: WARN restOnError FAIL does nothing: the hook is not sent" },
};

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST_LOOP(a_config_is_valid_or_its_fault_is_reported, ROWS(configs))
{
	const struct fake_response rows[] = {
		connect_adds("\"restClientConfig\":%s", configs[_i].config),
		{ 0 },
	};
	const char *found, *wanted;
	struct outcome r;

	r = doctor_run(fake_server_start(rows), NULL);
	found = doctor_run_findings(r, "config");
	wanted = strncmp(configs[_i].says, "FAIL", 4) == 0 ? "config:FAIL"
		 : strstr(configs[_i].says, "WARN ")	   ? "config:WARN"
							   : "";
	ck_assert_str_eq(doctor_run_troubles(r), wanted);
	ck_assert_msg(strstr(found, configs[_i].says) != NULL, "%s", found);
	ck_assert_uint_eq(count_lines(found), 1);
}

#define CREDENTIALS                                                            \
	"\"sipLogin\":\"1\",\"sipPassword\":\"2\","                            \
	"\"sipAuthenticationName\":\"3\",\"sipDomain\":\"4\","                 \
	"\"sipProxy\":\"5\",\"sipOutboundProxy\":\"6\","

TEST(the_fix_for_leaking_credentials_works)
{
	struct fake_response rows[] = {
		connect_adds(CREDENTIALS "\"restClientConfig\":{}"),
		{ 0 },
	};
	const char *fix;
	struct outcome r;

	r = doctor_run(fake_server_start(rows), NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "credentials:FAIL");
	ck_assert_uint_eq(count_lines(doctor_run_findings(r, "credentials")),
			  6);
	fix = strchr(doctor_run_fix(r, "credentials"), '"');
	ck_assert_ptr_nonnull(fix);
	rows[0] = connect_adds(CREDENTIALS "\"restClientConfig\":{%s}", fix);
	ck_assert_str_eq(
	    doctor_run_troubles(doctor_run(fake_server_start(rows), NULL)), "");
}

TEST(a_change_that_wcs_is_configured_to_take_is_ok)
{
	static const char *const told[] = {
		"{\"call\":{\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":"
		"\"callee\"}}",
		"{}",
	};
	struct fake_response rows[] = {
		{ 0 },
		{ .hook = "call",
		  .swaps = { { "\"callee\":\"e", "\"callee\":\"E" } } },
		{ 0 },
	};
	size_t i;

	for (i = 0; i < 2; i++) {
		rows[0] = connect_adds("\"restClientConfig\":%s", told[i]);
		ck_assert_str_eq(doctor_run_troubles(
				     doctor_run(fake_server_start(rows), NULL)),
				 i ? "mirror:WARN" : "");
	}
}
