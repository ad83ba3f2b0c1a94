/* client_config: the restClientConfig that makes WCS obey the rules. */

#include "rules/client_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "support/harness.h"

/* The last override that was reported, and their number. */
static char override[512];
static int overrides;

static struct error error;

static void
keep_override(void *arg, const struct rule *r, const char *why)
{
	(void)arg;
	snprintf(override, sizeof override, "%u: %s", r->line, why);
	overrides++;
}

static void
fail_on_error(void *arg, const char *file, unsigned line, unsigned column,
	      const char *message)
{
	(void)arg;
	ck_abort_msg("%s:%u:%u: %s", file, line, column, message);
}

/* The JSON for the rules and the operator's file (or NULL); NULL: an error. */
static char *
config_of(const char *text, const char *given)
{
	struct buffer json = { 0 };
	struct rules rules;
	int bad;

	overrides = 0;
	override[0] = error.text[0] = '\0';
	write_file("rules.conf", text);
	ck_assert_int_eq(
	    rules_read(&rules, NULL, "rules.conf", NULL, fail_on_error, NULL),
	    0);
	bad = client_config(&rules, given, given ? strlen(given) : 0, &json,
			    keep_override, NULL, &error);
	rules_free(&rules);
	ck_assert_int_eq(bad != 0, error.text[0] != '\0');
	if (bad) {
		ck_assert_uint_eq(json.len, 0);
		return NULL;
	}
	buffer_add(&json, "", 1);
	return json.at;
}

/* The entry of one hook, with all five fields in WCS's order. */
#define ENTRY(hook, client, rest, error, policy, overwrite)                    \
	"\"" hook "\":{\"clientExclude\":\"" client                            \
	"\",\"restExclude\":\"" rest "\",\"restOnError\":\"" error             \
	"\",\"restPolicy\":\"" policy "\",\"restOverwrite\":\"" overwrite      \
	"\"}"

static const struct {
	const char *rules;
	const char *want;
} derived[] = {
	{ "", "" },
	{ "# nothing\n", "" },
	{ "allow call\n", "" },
	{ "allow call if caller is 1\nallow connect\n", "" },
	/* WCS always obeys the response to connect. */
	{ "deny connect if origin is x\n", "" },
	{ "limit connect 1 active by origin\n", "" },
	{ "set connect custom.a 1\n", "" },
	/* WCS obeys a refusal only with FAIL. */
	{ "deny call\n", "{" ENTRY("call", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "deny call if caller is 1 reason \"no\"\nallow call\n",
	  "{" ENTRY("call", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "limit publishStream 1 active by name\n",
	  "{" ENTRY("publishStream", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "limit sendMessage 9 per minute by from\n",
	  "{" ENTRY("sendMessage", "", "", "FAIL", "NOTIFY", "") "}" },
	/* WCS takes a change only with OVERWRITE, and only of listed fields. */
	{ "set call callee 1\n",
	  "{" ENTRY("call", "", "", "LOG", "OVERWRITE", "callee") "}" },
	{ "set call callee 1 caller 2\nset call callee 3 visibleName x\n",
	  "{" ENTRY("call", "", "", "LOG", "OVERWRITE",
		    "callee,caller,visibleName") "}" },
	{ "set call custom.a 1 custom.b.c 2 callee 3\n",
	  "{" ENTRY("call", "", "", "LOG", "OVERWRITE", "custom,callee") "}" },
	{ "set CallStatusEvent info x\n",
	  "{" ENTRY("CallStatusEvent", "", "", "LOG", "OVERWRITE",
		    "info") "}" },
	/* A listed field must match as a whole. */
	{ "set call callee 1 call 2 calleeX 3\n",
	  "{" ENTRY("call", "", "", "LOG", "OVERWRITE",
		    "callee,call,calleeX") "}" },
	{ "hide CallStatusEvent sipMessageRaw info\n",
	  "{" ENTRY("CallStatusEvent", "sipMessageRaw,info", "", "LOG",
		    "NOTIFY", "") "}" },
	{ "skip publishStream sdp\nskip publishStream sdp custom\n",
	  "{" ENTRY("publishStream", "", "sdp,custom", "LOG", "NOTIFY",
		    "") "}" },
	{ "mute StreamKeepAliveEvent\n",
	  "{" ENTRY("StreamKeepAliveEvent", "", "", "LOG", "DISABLE", "") "}" },
	{ "hide connect custom\n",
	  "{" ENTRY("connect", "custom", "", "LOG", "NOTIFY", "") "}" },
	/* All kinds of rules for one hook. */
	{ "deny call if caller is 1\nset call callee 2\nhide call custom\n"
	  "skip call sdp\nlimit call 1 active by caller\n",
	  "{" ENTRY("call", "custom", "sdp", "FAIL", "OVERWRITE",
		    "callee") "}" },
	/*
	 * With mute WCS does not call the hook, so other rules have no effect.
	 */
	{ "mute call\nset call callee 2\n",
	  "{" ENTRY("call", "", "", "LOG", "DISABLE", "callee") "}" },
	{ "set call callee 2\nmute call\n",
	  "{" ENTRY("call", "", "", "LOG", "DISABLE", "callee") "}" },
	/* Several hooks, in the order of the file. */
	{ "deny transfer\nmute pushLogs\ndeny call\n",
	  "{" ENTRY("transfer", "", "", "FAIL", "NOTIFY", "") "," ENTRY(
	      "pushLogs", "", "", "LOG", "DISABLE",
	      "") "," ENTRY("call", "", "", "FAIL", "NOTIFY", "") "}" },
	/* Names are spelled as in WCS. */
	{ "deny CALL\nset cAll callee 1\n",
	  "{" ENTRY("call", "", "", "FAIL", "OVERWRITE", "callee") "}" },
	{ "deny callstatusevent\n",
	  "{" ENTRY("CallStatusEvent", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "deny onCallEvent\n",
	  "{" ENTRY("OnCallEvent", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "deny sendDTMF\n",
	  "{" ENTRY("sendDtmf", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "mute sendbugreport\n",
	  "{" ENTRY("submitBugReport", "", "", "LOG", "DISABLE", "") "}" },
	{ "hide ErrorEvent info\n",
	  "{" ENTRY("ErrorStatusEvent", "info", "", "LOG", "NOTIFY", "") "}" },
	/*
	 * Credentials set by connect come back in ConnectionStatusEvent, and
	 * must not reach the browser.
	 */
	{ "set connect sipLogin 1 sipPassword 2 sipDomain 3\n",
	  "{" ENTRY("ConnectionStatusEvent", "sipLogin,sipPassword,sipDomain",
		    "", "LOG", "NOTIFY", "") "}" },
	{ "set Connect sipPassword x custom y\nhide ConnectionStatusEvent "
	  "authToken\nset connect sipPassword z if origin is a\n",
	  "{" ENTRY("ConnectionStatusEvent", "sipPassword,authToken", "", "LOG",
		    "NOTIFY", "") "}" },
	/* For other hooks no field comes back. */
	{ "set call sipPassword x\n",
	  "{" ENTRY("call", "", "", "LOG", "OVERWRITE", "sipPassword") "}" },
};

TEST_LOOP(a_rule_tells_wcs_what_makes_it_true, ROWS(derived))
{
	char *got = config_of(derived[_i].rules, NULL);

	ck_assert_str_eq(got, derived[_i].want);
	ck_assert_int_eq(overrides, 0);
}

static const struct {
	const char *rules;
	const char *given;
	const char *want;
} merged[] = {
	{ "", "{}", "" },
	{ "deny call\n", "{}",
	  "{" ENTRY("call", "", "", "FAIL", "NOTIFY", "") "}" },
	/* Fields that are left out have WCS's defaults. */
	{ "", "{\"call\":{}}",
	  "{" ENTRY("call", "", "", "LOG", "NOTIFY", "") "}" },
	{ "", "{\"call\":{\"restOnError\":\"FAIL\"}}",
	  "{" ENTRY("call", "", "", "FAIL", "NOTIFY", "") "}" },
	{ "deny call\n", " { \"hangup\" : { \"restPolicy\" : \"DISABLE\" } }\n",
	  "{" ENTRY("call", "", "", "FAIL", "NOTIFY",
		    "") "," ENTRY("hangup", "", "", "LOG", "DISABLE", "") "}" },
	/* The operator's value wins, field by field. */
	{ "deny call\nhide call custom\nset call callee 1\n",
	  "{\"call\":{\"clientExclude\":\"custom,sdp\"}}",
	  "{" ENTRY("call", "custom,sdp", "", "FAIL", "OVERWRITE",
		    "callee") "}" },
	{ "set call callee 1\n",
	  "{\"call\":{\"restOverwrite\":\"caller, callee\"}}",
	  "{" ENTRY("call", "", "", "LOG", "OVERWRITE", "caller, callee") "}" },
	/* The spelling of a hook's name does not matter. */
	{ "deny call\n", "{\"CALL\":{\"restExclude\":\"sdp\"}}",
	  "{" ENTRY("call", "", "sdp", "FAIL", "NOTIFY", "") "}" },
	/* An unknown hook stays as it was written. */
	{ "", "{\"newHook\":{\"restPolicy\":\"DISABLE\"}}",
	  "{" ENTRY("newHook", "", "", "LOG", "DISABLE", "") "}" },
	{ "", "{\"a\\\"\\u00e9\":{\"restExclude\":\"\\\"\\u00e9\"}}",
	  "{" ENTRY("a\\\"\xc3\xa9", "", "\\\"\xc3\xa9", "LOG", "NOTIFY",
		    "") "}" },
	/* The last of two duplicates counts. */
	{ "", "{\"call\":{\"restOnError\":\"FAIL\",\"restOnError\":\"LOG\"}}",
	  "{" ENTRY("call", "", "", "LOG", "NOTIFY", "") "}" },
};

TEST_LOOP(what_the_operator_wrote_is_merged_and_wins, ROWS(merged))
{
	char *got = config_of(merged[_i].rules, merged[_i].given);

	ck_assert_msg(got != NULL, "%s", error.text);
	ck_assert_str_eq(got, merged[_i].want);
	ck_assert_msg(overrides == 0, "%s", override);
}

static const struct {
	const char *rules;
	const char *given;
	const char *why; /* NULL: no rule is overridden */
} overridden[] = {
	{ "deny call\n", "{\"call\":{\"restOnError\":\"LOG\"}}",
	  "1: restOnError LOG: WCS carries on after a refusal" },
	{ "# \nlimit call 1 active by caller\n",
	  "{\"Call\":{\"restOnError\":\"LOG\"}}",
	  "2: restOnError LOG: WCS carries on after a refusal" },
	{ "deny call\n", "{\"call\":{\"restPolicy\":\"DISABLE\"}}",
	  "1: restPolicy DISABLE: WCS does not call this hook" },
	{ "set call callee 1\n", "{\"call\":{\"restPolicy\":\"DISABLE\"}}",
	  "1: restPolicy DISABLE: WCS does not call this hook" },
	{ "set call callee 1\n", "{\"call\":{\"restPolicy\":\"NOTIFY\"}}",
	  "1: restPolicy is not OVERWRITE: WCS ignores the change" },
	{ "set call callee 1\n",
	  "{\"call\":{\"restOverwrite\":\"caller,calleeX\"}}",
	  "1: restOverwrite lacks a field that is set" },
	{ "set call callee 1 custom.x 2\n",
	  "{\"call\":{\"restOverwrite\":\"callee\"}}",
	  "1: restOverwrite lacks a field that is set" },
	{ "set call callee 1\n", "{\"call\":{\"restOverwrite\":\"\"}}",
	  "1: restOverwrite lacks a field that is set" },
	{ "hide CallStatusEvent info\n",
	  "{\"CallStatusEvent\":{\"clientExclude\":\"sdp\"}}",
	  "1: clientExclude lacks a field that is hidden" },
	{ "skip call sdp\n", "{\"call\":{\"restExclude\":\"custom\"}}",
	  "1: restExclude lacks a field that is skipped" },
	{ "mute call\n", "{\"call\":{\"restPolicy\":\"NOTIFY\"}}",
	  "1: restPolicy is not DISABLE: WCS calls this hook" },
	{ "set connect sipPassword x\n",
	  "{\"ConnectionStatusEvent\":{\"clientExclude\":\"sipLogin\"}}",
	  "1: clientExclude of ConnectionStatusEvent lacks sipPassword: it "
	  "reaches the browser" },
	/* Files that override no rule. */
	{ "deny call\n", "{\"call\":{\"restOnError\":\"FAIL\"}}", NULL },
	{ "deny call\n", "{\"hangup\":{\"restOnError\":\"LOG\"}}", NULL },
	{ "set call callee 1\n", "{\"call\":{\"restOnError\":\"LOG\"}}", NULL },
	{ "set call custom.x 1\n", "{\"call\":{\"restOverwrite\":\"custom\"}}",
	  NULL },
	{ "set connect sipPassword x\n",
	  "{\"ConnectionStatusEvent\":{\"clientExclude\":\"a, sipPassword\"}}",
	  NULL },
	{ "set connect sipLogin x\n",
	  "{\"ConnectionStatusEvent\":{\"clientExclude\":\"sipDomain\"}}",
	  NULL },
	{ "set connect custom.x 1\ndeny connect\n",
	  "{\"ConnectionStatusEvent\":{\"clientExclude\":\"\"},"
	  "\"connect\":{\"restOnError\":\"LOG\"}}",
	  NULL },
	{ "allow call\n", "{\"call\":{\"restPolicy\":\"DISABLE\"}}", NULL },
	{ "mute call\n", "{\"call\":{\"restPolicy\":\"DISABLE\"}}", NULL },
};

TEST_LOOP(it_is_told_where_that_defeats_a_rule, ROWS(overridden))
{
	ck_assert_msg(config_of(overridden[_i].rules, overridden[_i].given) !=
			  NULL,
		      "%s", error.text);
	ck_assert_str_eq(override,
			 overridden[_i].why ? overridden[_i].why : "");
	ck_assert_int_eq(overrides, overridden[_i].why != NULL);
}

static const struct {
	const char *given;
	const char *why;
} broken[] = {
	{ "", "byte 0: the text is empty" },
	{ "\xef\xbb\xbf{}", "it begins with a byte order mark (write it as "
			    "UTF-8 without one)" },
	{ "[]", "byte 0: the text is not a JSON object" },
	{ "{\"call\":}", "byte 8: no JSON value begins like this" },
	{ "{\"call\":{}} x", "byte 12: something follows the object" },
	{ "{\"call\":\"FAIL\"}", "\"call\" is not an object" },
	{ "{\"call\":[]}", "\"call\" is not an object" },
	{ "{\"call\":{\"restOnError\":true}}",
	  "\"call\" has a value that is not a string" },
	{ "{\"call\":{\"restExclude\":[\"sdp\"]}}",
	  "\"call\" has a value that is not a string" },
	{ "{\"call\":{\"restOnErr\":\"FAIL\"}}",
	  "\"call\" has a member other than clientExclude, restExclude, "
	  "restOnError, "
	  "restPolicy and restOverwrite" },
	{ "{\"CALL\":{\"restonerror\":\"FAIL\"}}",
	  "\"call\" has a member other than clientExclude, restExclude, "
	  "restOnError, "
	  "restPolicy and restOverwrite" },
	{ "{\"call\":{\"restOnError\":\"fail\"}}",
	  "\"call\" has a restOnError other than LOG and FAIL" },
	{ "{\"call\":{\"restOnError\":\"\"}}",
	  "\"call\" has a restOnError other than LOG and FAIL" },
	{ "{\"call\":{\"restOnError\":\"LOG FAIL\"}}",
	  "\"call\" has a restOnError other than LOG and FAIL" },
	{ "{\"call\":{\"restOnError\":\"LO\"}}",
	  "\"call\" has a restOnError other than LOG and FAIL" },
	{ "{\"call\":{\"restPolicy\":\"DISABLED\"}}",
	  "\"call\" has a restPolicy other than NOTIFY, OVERWRITE and "
	  "DISABLE" },
	{ "{\"call\":{\"restPolicy\":\"WRITE\"}}",
	  "\"call\" has a restPolicy other than NOTIFY, OVERWRITE and "
	  "DISABLE" },
	{ "{\"call\":{\"restPolicy\":\"NOTIFY\\u0000\"}}",
	  "it contains \\u0000, a NUL character" },
	{ "{\"\\u001b[31m\":1}", "\"\\x1b[31m\" is not an object" },
};

TEST_LOOP(a_file_that_is_wrong_is_refused_and_it_is_said_how, ROWS(broken))
{
	ck_assert_ptr_null(config_of("deny call\n", broken[_i].given));
	ck_assert_str_eq(error.text, broken[_i].why);
	ck_assert_int_eq(overrides, 0);
}
