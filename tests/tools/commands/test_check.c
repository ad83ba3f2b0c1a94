/* check: each error, each warning, and the exit codes. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"

/* Runs check on these rules, with one more argument or NULL. */
static struct outcome
check(const char *rules, const char *argument)
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check", argument,
				    NULL };

	write_file("echoapp.conf", "state_dir = state\nrules = my.rules\n");
	write_file("my.rules", rules);
	write_file("other", "carol\n");
	return ctl_run_bare(arguments);
}

TEST(correct_rules_are_counted)
{
	const char *rules = "deny call if callee ~ ^00 reason \"no\"\n"
			    "limit call 2 active by caller\n";

	ck_assert_str_eq(ctl_output(check(rules, NULL)),
			 "rules: 2, warnings: 0\n");
	ck_assert_str_eq(ctl_output(check(rules, "--strict")),
			 "rules: 2, warnings: 0\n");
	ck_assert_str_eq(ctl_output(check(rules, "--json")), "");
	ck_assert_str_eq(ctl_output(check("", NULL)),
			 "rules: 0, warnings: 0\n");
}

TEST(without_a_file_of_rules_a_message_says_so)
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check", NULL };

	write_file("echoapp.conf", "state_dir = state\n");
	ck_assert_str_eq(ctl_output(ctl_run_bare(arguments)),
			 "no rules: the configuration has no rules = FILE\n");
}

TEST(each_error_is_reported_with_its_position)
{
	struct outcome r =
	    check("deyn call\ndeny call\nset call x @none\n", NULL);

	ck_assert_int_eq(r.code, 2);
	ck_assert_str_eq(r.err, "");
	ck_assert_ptr_eq(strstr(r.out, "my.rules:1:1: error: \"deyn\" is not "
				       "a rule; a rule begins with deny, "),
			 r.out);
	ck_assert_ptr_nonnull(strstr(r.out, "\nmy.rules:3: error: the file /"));
	ck_assert_ptr_nonnull(strstr(r.out, "/none cannot be used: No such "
					    "file or directory\nerrors: 2; "
					    "none of these rules"));
}

TEST(a_missing_file_of_rules_is_an_error)
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check", NULL };
	struct outcome r;

	write_file("echoapp.conf", "rules = none\n");
	r = ctl_run_bare(arguments);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_eq(strstr(r.out, "none: error: the file /"), r.out);
}

/* The other files that a configuration names. */
static const struct {
	const char *conf;
	const char *text; /* of ./file */
	const char *says;
} files[] = {
	{ "auth = hmac\nsecret_file = file\n", "s\n",
	  "/file: error: users other than its owner and group may access" },
	{ "auth = basic\npasswd_file = file\n", "# nobody\n",
	  "/file: error: this file has no user" },
	{ "auth = basic\npasswd_file = file\n", "wcs:$apr1$x$y\n",
	  "/file:1: error: an $apr1$ hash" },
	{ "rest_client_config = file\n", "{\"call\":{\"restOnError\":\"LO\"}}",
	  "/file: error: \"call\" has a restOnError other than LOG" },
	{ "rest_client_config = none\n", "",
	  "/none: error: No such file or directory" },
	{ "rest_client_config = file\n", "{\"call\":{\"restOnError\":\"LOG\"}}",
	  "my.rules:1: warning: rest_client_config defeats this deny: "
	  "restOnError LOG: WCS carries on after a refusal" },
};

TEST_LOOP(the_other_files_are_checked, ROWS(files))
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check",
				    "--strict", NULL };
	const bool hidden = strstr(files[_i].conf, "passwd") != NULL;
	char conf[256];
	struct outcome r;

	snprintf(conf, sizeof conf, "rules = my.rules\n%s", files[_i].conf);
	write_file("echoapp.conf", conf);
	write_file("my.rules", "deny call\n");
	write_file("file", files[_i].text);
	ck_assert_int_eq(chmod("file", hidden ? 0600 : 0644), 0);
	r = ctl_run_bare(arguments);
	ck_assert_msg(strstr(r.out, files[_i].says) != NULL, "%s", r.out);
	ck_assert_int_eq(r.code, strstr(files[_i].says, "error: ") ? 2 : 1);
	ck_assert_ptr_nonnull(strstr(r.out, "rules: 1, warnings: "));
	ck_assert_str_eq(r.err, "");
}

static const struct {
	const char *list;
	const char *says; /* NULL: nothing */
} lists[] = {
	{ "alice\nbob\r\n\n10001", NULL },
	{ "\xef\xbb\xbf"
	  "alice\n",
	  NULL },
	{ "o'hara\n\xc3\xbc\nroom#1\n", NULL },
	{ "alice\nbob \ncarol\t\r\n",
	  "/list:2: warning: the entry \"bob \" begins or ends with a blank, "
	  "which the value must have, too; so it is with 2 entries\n" },
	{ "bob\xc2\xa0\n", "begins or ends with a blank" },
	{ " bob\n", "/list:1: warning: the entry \" bob\" begins or ends" },
	{ "# ours\nbob\n", "/list:1: warning: the entry \"# ours\" has a "
			   "comment, but lists have none" },
	{ "bob # mine\n", "has a comment" },
	{ "\"bob\"\n", "is in quotes" },
	{ "'bob'\n", "is in quotes" },
	{ "\xe2\x80\x9c"
	  "bob\xe2\x80\x9d\n",
	  "is in quotes" },
	{ "bob\xe2\x80\x8b\n", "has a character that is not visible" },
	{ "M\xfcller\n", "the entry \"M\\xfcller\" is not UTF-8" },
	{ "\xff\xfe"
	  "b",
	  "/list:1: warning: the list begins with a byte order mark of UTF-16 "
	  "(write it as UTF-8 without one), so that its entries match "
	  "nothing\n" },
};

TEST_LOOP(entries_that_match_nothing_are_reported, ROWS(lists))
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check",
				    "--strict", NULL };
	struct outcome r;

	write_file("echoapp.conf", "rules = my.rules\n");
	write_file("my.rules", "deny call if caller in list\n");
	write_file("list", lists[_i].list);
	r = ctl_run_bare(arguments);
	if (lists[_i].says)
		ck_assert_msg(strstr(r.out, lists[_i].says) != NULL, "%s",
			      r.out);
	ck_assert_msg(r.code == (lists[_i].says ? 1 : 0), "%s", r.out);
	ck_assert_ptr_nonnull(
	    strstr(r.out, lists[_i].says ? "warnings: 1" : "warnings: 0"));
}

TEST(a_broken_configuration_is_an_error_with_its_line)
{
	const char *arguments[] = { "--json", "--conf", "echoapp.conf", "check",
				    NULL };
	struct json_object *o;
	struct outcome r;

	write_file("echoapp.conf", "# mine\nstrict = perhaps\n");
	r = ctl_run_bare(arguments);
	ck_assert_int_eq(r.code, 2);
	o = json_line_of(r.out, 0);
	ck_assert_ptr_nonnull(strstr(json_text_of(o, "file"), "/echoapp.conf"));
	ck_assert_str_eq(json_text_of(o, "line"), "2");
	ck_assert_str_eq(json_text_of(o, "severity"), "error");
	ck_assert_str_eq(json_text_of(o, "message"),
			 "strict = \"perhaps\" is not yes or no");
}

static const struct {
	const char *rules;
	unsigned line; /* of the warning */
	const char *says;
} warnings[] = {
	{ "deny CallStatusEvent\n", 1,
	  "this deny does nothing: CallStatusEvent reports what has happened "
	  "already, and WCS goes on whatever the answer is" },
	{ "allow CallStatusEvent\n", 1, "this allow does nothing: CallStatus" },
	{ "limit StreamKeepAliveEvent 5 active by name\n", 1,
	  "this limit does nothing: StreamKeepAliveEvent begins nothing" },
	{ "allow StreamKeepAliveEvent if name is x\n", 1,
	  "this allow does nothing: no deny of the same hook follows" },
	{ "limit callstatusevent 5 per day by caller\n", 1,
	  "this limit does nothing: CallStatusEvent reports" },
	{ "deny call\nmute pushLogs\nallow CALL if caller is x\n", 3,
	  "this allow never decides: line 1, which has no conditions, decides "
	  "first" },
	{ "allow call\ndeny call\n", 2, "this deny never decides: line 1" },
	{ "deny call if caller ~ a\nallow call if caller ~ \"a\"\ndeny call\n",
	  2, "line 1, which has the same conditions, decides first" },
	{ "deny call if callee ~ \"^(\\+|00)?900\"\n"
	  "set call callee \"+49$1\" if callee ~ \"^0([1-9]\\d+)$\"\n",
	  1,
	  "this deny tests callee before line 2 changes it, so a value in "
	  "another spelling passes" },
	{ "set call callee \"100\" if callee is help\n"
	  "deny call if caller is x and callee is \"100\"\n",
	  2, "this deny tests callee before line 1 changes it" },
	{ "deny cal\n", 1, "there is no hook \"cal\"; did you mean call?" },
	{ "deny PublishStreams\n", 1, "did you mean publishStream?" },
	{ "deny \"\xc3\xa4zzzzzz\"\n", 1,
	  "there is no hook \"\\xc3\\xa4zzzzzz\"; echoappctl hooks lists "
	  "them" },
	{ "allow call if caller is x\n", 1,
	  "this allow does nothing: no deny of the same hook follows" },
	{ "deny call if calee is x\n", 1,
	  "call has no known field \"calee\"; did you mean callee?" },
	{ "deny call if zzzzzz is x\n", 1,
	  "call has no known field \"zzzzzz\"\n" },
	{ "deny call if callee.x exists\n", 1,
	  "callee of call is a string, and has no members" },
	{ "limit call 5 per day by calller\n", 1, "did you mean caller?" },
	{ "set call visiblename x\n", 1, "did you mean visibleName?" },
	{ "hide ConnectionStatusEvent sippassword\n", 1,
	  "did you mean sipPassword?" },
	{ "hide connect custom.token\n", 1,
	  "WCS hides and skips whole members only, not custom.token" },
	{ "deny call if hasVideo is yes\n", 1,
	  "hasVideo of call is a boolean, and never has this value" },
	{ "deny call if hasVideo is 1\n", 1, "and never has this value" },
	{ "deny publishStream if width is wide\n", 1,
	  "width of publishStream is a number, and never has this value" },
	{ "deny connect if mediaProviders ~ x\n", 1,
	  "mediaProviders of connect is an array, which only \"exists\" "
	  "can test" },
	{ "set call callee 4930123456\n", 1,
	  "callee of call is a string, and is set to a number; in quotes it is "
	  "a string" },
	{ "set call hasVideo \"true\"\n", 1,
	  "hasVideo of call is a boolean, and is set to a string\n" },
	{ "set call callee a visibleName x callee b\n", 1,
	  "callee is set twice; the last value counts" },
	{ "limit hangup 5 active by callId\n", 1,
	  "this limit does nothing: hangup begins nothing that could be "
	  "active" },
	{ "mute pushLogs\ndeny pushLogs\n", 2,
	  "this deny does nothing: line 1 mutes the hook" },
	{ "limit sendMessage 9 per day by from\nskip sendMessage from\n", 1,
	  "this limit needs from, which WCS does not send: line 2 skips it" },
	{ "skip call sdp custom\ndeny call if custom.token is x\n", 2,
	  "this deny needs custom, which WCS does not send: line 1 skips it" },
	{ "skip call callId\nlimit call 2 active by caller\n", 2,
	  "this limit denies every call: line 1 skips callId, which it" },
	{ "limit connect 2 active by origin\nmute connectionstatusevent\n", 1,
	  "this limit does not learn what is active: line 2 mutes "
	  "ConnectionStatusEvent" },
	{ "limit OnCallEvent 2 active by callee\nmute CallStatusEvent\n", 1,
	  "line 2 mutes CallStatusEvent" },
	{ "limit playHLS 2 active by name\nmute StreamStatusEvent\n", 1,
	  "line 2 mutes StreamStatusEvent" },
	{ "set connect sipLogin x sipPassword y\n", 1,
	  "the browser chooses the server that gets this sipPassword, and can "
	  "name its own: set sipDomain, too" },
	{ "set connect sipDomain d sipPassword y\n", 1,
	  "set sipOutboundProxy, too" },
	{ "set connect sipPassword y\ndeny connect if sipDomain exists and not "
	  "sipOutboundProxy is x\n",
	  1, "set sipProxy, too" },
	{ "mute connect\n", 1,
	  "this mute does nothing: WCS gets it in the answer to connect" },
	{ "skip connect origin\n", 1, "this skip does nothing: WCS gets" },
	{ "limit hangup lasting 2 hours\n", 1,
	  "this limit does nothing: hangup begins nothing that lasts" },
	{ "define staff alice bob\ndeny call if caller in other\n", 1,
	  "no rule below names the set staff; write: FIELD in staff" },
	{ "deny call if now.time < 08:00\n", 1,
	  "now.time is in UTC; say so, or name another zone" },
	{ "deny call if callee ~ (a+)+$\n", 1,
	  "the pattern \"(a+)+$\" takes too long and is stopped on 31 bytes "
	  "like \"aaaa" },
	{ "deny call if callee ~ ^(\\d+)*x$\n", 1, "takes too long" },
	{ "deny call if callee ~ \"^sip:([\\w.]+,?)*@x$\"\n", 1,
	  "takes too long" },
	{ "deny call if callee ~ ^(ab|a|b)*z$\n", 1, "takes too long" },
};

TEST_LOOP(rules_without_effect_are_warned_of, ROWS(warnings))
{
	struct outcome r = check(warnings[_i].rules, NULL);
	char place[64];

	snprintf(place, sizeof place,
		 "my.rules:%u: warning: ", warnings[_i].line);
	ck_assert_msg(r.code == 0, "%s", r.err);
	ck_assert_msg(strstr(r.out, place) != NULL &&
			  strstr(r.out, warnings[_i].says) != NULL,
		      "%s: \"%s\" is not in: %s", warnings[_i].rules,
		      warnings[_i].says, r.out);
	ck_assert_ptr_nonnull(strstr(r.out, "warnings: 1\n"));
	ck_assert_int_eq(check(warnings[_i].rules, "--strict").code, 1);
}

static const char own_pages[] = "deny connect if not origin ~ "
				"\"^https://([a-z0-9-]+\\.)*example\\.com$\"\n";

TEST(correct_rules_cause_no_warning)
{
	static const char *const rules[] = {
		"allow connect if custom.token is x\ndeny connect\n",
		"deny call if callee ~ ^00\ndeny call if callee ~ ^01\n",
		"deny call\ndeny connect\nset call callee x\n",
		"deny sendBugReport\n",
		"limit call lasting 2 hours\nlimit connect lasting 8 hours\n",
		"deny connect if any mediaProviders is Flash\n",
		"define staff alice bob\ndeny call if not caller in staff\n",
		"deny call if now.weekday is Sun zone UTC\n",
		"limit connect 9 per day by client.address\n",
		/* Each of these denies sees all spellings, or no set changes
		 * what it tests. */
		"deny call if not callee ~ ^0\ndeny call if callee ~ ^0900\n"
		"set call callee \"+49$1\" if callee ~ \"^0(\\d+)$\"\n",
		"deny connect if sipLogin is root\n"
		"set connect sipLogin guest if origin exists\n",
		"deny call if callee ~ ^0900\n"
		"set transfer callee \"+49$1\" if callee ~ \"^0(\\d+)$\"\n",
		"deny call if not callee exists\n"
		"set call callee \"+49$1\" if callee ~ \"^0(\\d+)$\"\n",
		"deny call if callee ~ ^00\n"
		"set call callee \"5\" if callee ~ ^7\n",
		"deny onCallEvent if inviteParameters.a.b exists\n",
		"set call callee \"1\" hasVideo false custom.x 5 sdp null\n",
		"set connect sipPort 5060\nset connect sipPort \"5060\"\n",
		"deny publishStream if width is 1920 and hasVideo is true\n",
		"deny publishStream if width is \"1920\"\n",
		"limit playStream 5 active by custom.user\n",
		"limit OnCallEvent 5 active by callee\n",
		"hide CallStatusEvent info\nskip call sdp sipSDP\n",
		"mute StreamKeepAliveEvent\n",
		"allow StreamKeepAliveEvent if name is lobby\n"
		"deny StreamKeepAliveEvent\n",
		"limit StreamKeepAliveEvent 9 per hour by mediaSessionId\n",
		"deny call if callee ~ ^\\+?(00|011)?49\\d+$\n",
		"deny sendMessage if body ~ \"(?i)\\b(spam|viagra)\\b\"\n",
		own_pages,
		"set CallStatusEvent info \"\"\n",
		"set connect sipPassword x sipDomain d sipProxy e\n"
		"deny connect if not sipOutboundProxy is d\n",
		"limit call 9 per day by caller\nskip call callId\n"
		"mute CallStatusEvent\n",
		"limit call 9 active by caller\nskip hangup callId\n"
		"mute StreamStatusEvent\n",
	};
	size_t i;

	for (i = 0; i < ROWS(rules); i++) {
		struct outcome r = check(rules[i], "--strict");

		ck_assert_msg(r.code == 0, "%s: %s", rules[i], r.out);
	}
}

TEST(a_finding_is_an_object_for_programs)
{
	struct outcome r = check("mute call\ndeny cal\n", "--json");
	struct json_object *o;

	ck_assert_int_eq(r.code, 0);
	o = json_line_of(r.out, 0);
	ck_assert_str_eq(json_text_of(o, "file"), "my.rules");
	ck_assert_str_eq(json_text_of(o, "line"), "2");
	ck_assert_str_eq(json_text_of(o, "column"), "");
	ck_assert_str_eq(json_text_of(o, "severity"), "warning");
	ck_assert_str_eq(json_text_of(o, "message"),
			 "there is no hook \"cal\"; did you mean call?");
	ck_assert_uint_eq(count_lines(r.out), 1);
	r = check("  mute call \"\\\"\n", "--json");
	ck_assert_int_eq(r.code, 2);
	o = json_line_of(r.out, 0);
	ck_assert_str_eq(json_text_of(o, "column"), "13");
	ck_assert_str_eq(json_text_of(o, "severity"), "error");
}

TEST(text_of_the_file_is_escaped_for_terminals)
{
	struct outcome r =
	    check("deny \"\xc2\x9b"
		  "2J\"\nset call \"\xc2\x9b\" "
		  "\"\xc2\x9b\" if \"\xc2\x9b\" ~ \"\xc2\x9b(a+)+$\""
		  "\ndeny call if \"\xc2\x9b.x\" is y\n",
		  NULL);
	const char *at;

	ck_assert_int_eq(r.code, 0);
	for (at = r.out; *at; at++)
		ck_assert(*at == '\n' || (*at >= 0x20 && *at < 0x7f));
}

TEST(a_configuration_may_be_given_as_an_argument)
{
	const char *arguments[] = { "check", "--conf", "new.conf", NULL };
	const char *wrong[] = { "check", "new.conf", NULL };
	struct outcome r;

	write_file("new.conf", "rules = new.rules\n");
	write_file("new.rules", "mute call\nmute hold\n");
	ck_assert_str_eq(ctl_output(ctl_run_bare(arguments)),
			 "rules: 2, warnings: 0\n");
	r = ctl_run_bare(wrong);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(
	    strstr(r.err, "unexpected argument \"new.conf\""));
}

/* Rules about proofs, and a part of what check says of them. */
static const struct {
	const char *rules;
	const char *says; /* NULL: nothing */
} proofs[] = {
	{ "prove connect custom.token jwt keys audience \"a\"\n"
	  "deny connect if not jwt.sub exists\n",
	  NULL },
	{ "deny connect if not jwt.sub exists\n",
	  "my.rules:1: warning: no rule proves jwt of connect" },
	{ "prove call custom.token jwt keys audience \"a\"\n"
	  "deny call if not jwt exists\n"
	  "set connect sipLogin \"$jwt.sub\"\n",
	  "my.rules:3: warning: no rule proves jwt of connect" },
	{ "prove connect custom.token jwt keys audience \"a\"\n"
	  "set connect sipLogin \"$jwt.sub\"\n",
	  "my.rules:1: warning: a connect without this proof passes" },
	{ "prove connect custom.token jwt keys\n"
	  "deny connect if not jwt exists\n",
	  "my.rules:1: warning: this proof accepts tokens that were made for "
	  "other applications" },
	{ "prove call custom.token jwt keys audience \"a\"\n"
	  "deny call if not jwt exists\n"
	  "skip call custom\n",
	  "my.rules:1: warning: this prove needs custom, which WCS does not" },
	{ "prove call tocken jwt keys audience \"a\"\n"
	  "deny call if not jwt exists\n",
	  "my.rules:1: warning: call has no known field \"tocken\"" },
	{ "set connect sipLogin x custom.role y\n"
	  "limit call 2 active by session.sipLogin\n"
	  "deny call if session.custom.role is z\n"
	  "deny call if not session.custom exists\n"
	  "set call caller \"$session.sipLogin\"\n",
	  NULL },
	{ "set connect sipLogin x\n"
	  "limit call 2 active by session.sipLogi\n",
	  "my.rules:2: warning: no session has session.sipLogi: it has what" },
	{ "set call caller \"$session.number\"\n",
	  "my.rules:1: warning: no session has session.number: it has what" },
	{ "set connect sipLogin x\n"
	  "deny call if session.jwt.sub is x\n",
	  "my.rules:2: warning: no session has session.jwt.sub: it has what" },
	{ "set connect sipLogin x\n"
	  "deny connect if session.sipLogin is x\n",
	  "my.rules:2: warning: connect comes before its session has anything, "
	  "so this deny counts as a match" },
	{ "prove connect custom.token jwt short\n",
	  "my.rules:1: error: the file " },
	{ "prove connect custom.token jwt short\n",
	  "its secret has 5 bytes, and HS256 needs 32 at least" },
	{ "prove connect custom.pass jwt keys audience \"a\"\n"
	  "deny connect if not jwt exists\n",
	  "my.rules:1: warning: the journal records the token that this proof "
	  "reads; add to echoapp.conf: redact = pass" },
	{ "prove connect sipLogin password custom.pin in users\n"
	  "deny connect if not account.name exists\n",
	  "my.rules:1: warning: the journal records the password that this" },
	{ "prove connect sipLogin password custom.password in users\n"
	  "deny connect if not account.name exists\n"
	  "deny call if not session.account.name is alice\n",
	  NULL },
	{ "prove connect sipLogin password custom.password in keys\n",
	  "/keys:1: a line is user:hash; type: htpasswd -B " },
	{ "prove connect sipLogin password custom.password\n",
	  "\"in FILE\" is missing" },
	{ "prove connect jwt.x jwt keys\n",
	  "my.rules:1:15: error: the FIELD \"jwt.x\" is a fact already" },
	{ "prove connect custom.token\n",
	  "my.rules:1:15: error: jwt, hmac or password is expected "
	  "here" },
	{ "prove connect custom.token jwt\n", "the FILE with the keys is " },
	{ "prove connect custom.token jwt keys leeway 2h\n",
	  "my.rules:1:44: error: the leeway must be a number of seconds" },
	{ "prove connect custom.token jwt keys if x is y\n",
	  "my.rules:1:37: error: issuer TEXT, audience TEXT or leeway" },
	{ "set connect jwt.sub x\n",
	  "my.rules:1:13: error: \"jwt.sub\" is a fact that rules test" },
	{ "hide call session.sub\n",
	  "my.rules:1:11: error: \"session.sub\" is a fact that rules test" },
};

TEST_LOOP(a_proof_is_checked, ROWS(proofs))
{
	struct outcome r;

	write_file("keys", "0123456789abcdef0123456789abcdef");
	ck_assert_int_eq(chmod("keys", 0600), 0);
	output_of("umask 077; htpasswd -cbB -C 4 users alice geheim 2>&1");
	write_file("short", "short");
	ck_assert_int_eq(chmod("short", 0600), 0);
	r = check(proofs[_i].rules, "--strict");
	ck_assert_str_eq(r.err, "");
	if (proofs[_i].says)
		ck_assert_msg(strstr(r.out, proofs[_i].says) != NULL, "%s",
			      r.out);
	else
		ck_assert_int_eq(r.code, 0);
}
