/* The recipes of echoapp-rules(5): check accepts each, and each works. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "protocol/methods.h"
#include "rules/rules.h"
#include "support/ctl_runner.h"
#include "support/harness.h"

#define RECIPES 15

/* The page's roff escapes, and the characters that they stand for. */
static const struct {
	const char *roff;
	char says;
} spellings[] = {
	{ "\\e", '\\' },
	{ "\\(ti", '~' },
	{ "\\(ha", '^' },
	{ "\\-", '-' },
};

static void
add_plain(struct buffer *out, const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end) {
		size_t i, n = 0;

		for (i = 0; i < ROWS(spellings); i++) {
			n = strlen(spellings[i].roff);
			if (strncmp(line, spellings[i].roff, n) == 0)
				break;
		}
		if (i < ROWS(spellings)) {
			buffer_add(out, &spellings[i].says, 1);
			line += n;
			continue;
		}
		ck_assert_msg(*line != '\\', "a new spelling: %.9s", line);
		buffer_add(out, line++, 1);
	}
}

/* The text of a recipe, counted from 0; NULL: there are no more. */
static char *
recipe(size_t number)
{
	static const char begins[] = ".Bd -literal -offset indent\n";
	char *page =
	    harness_read_file(source_path("man/echoapp-rules.5"), NULL);
	const char *at = strstr(page, "\n.Sh RECIPES\n"), *end;
	struct buffer out = { 0 };

	ck_assert_ptr_nonnull(at);
	do {
		at = strstr(at + 1, begins);
		if (!at)
			return NULL;
	} while (number-- > 0);
	at += sizeof begins - 1;
	end = strstr(at, ".Ed\n");
	ck_assert_ptr_nonnull(end);
	add_plain(&out, at, (size_t)(end - at));
	buffer_add(&out, "", 1);
	return out.at;
}

/* The files that the recipes name. */
static void
put_files(void)
{
	ck_assert_int_eq(mkdir("secrets", 0700), 0);
	write_file("secrets/token", "t0ken\n");
	write_file("secrets/sip", "s3cret\n");
	ck_assert_int_eq(chmod("secrets/token", 0600), 0);
	ck_assert_int_eq(chmod("secrets/sip", 0600), 0);
	write_file("secrets/links", "0123456789abcdef0123456789abcdef\n");
	ck_assert_int_eq(chmod("secrets/links", 0600), 0);
	write_file("keys.json",
		   harness_read_file(source_path("tests/data/tokens/keys.json"),
				     NULL));
	ck_assert_int_eq(chmod("keys.json", 0600), 0);
	write_file("blocked.txt", "+4930666\n");
	write_file("staff.txt", "two\n");
	write_file("office.txt", "192.0.2.0/24\n");
	write_file("tokens.txt", "one\ntwo\n");
	output_of("umask 077; htpasswd -cbB -C 4 users alice geheim 2>&1");
}

TEST_LOOP(a_recipe_has_no_errors_and_no_warnings, RECIPES)
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check",
				    "--strict", NULL };
	char *text = recipe((size_t)_i);
	struct outcome r;

	ck_assert_ptr_nonnull(text);
	put_files();
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("rules.conf", text);
	r = ctl_run_bare(arguments);
	ck_assert_msg(r.code == 0, "%s%s", text, r.out);
	ck_assert_ptr_null(strstr(r.out, "rules: 0"));
}

TEST(the_manual_has_no_other_recipes)
{
	ck_assert_ptr_nonnull(recipe(RECIPES - 1));
	ck_assert_ptr_null(recipe(RECIPES));
}

#define ACCOUNT                                                                \
	"sipLogin=\"site\" sipPassword=\"s3cret\" "                            \
	"sipDomain=\"sip.example.com\" sipOutboundProxy=\"sip.example.com\" "  \
	"sipProxy=\"sip.example.com\" sipPort=5060 "

static const struct {
	size_t recipe;
	const char *hook;
	const char *body;
	/* The matching rules by kind and line; "": none. */
	const char *holds;
	/* The members after the changes. */
	const char *sets;
} cases[] = {
	{ 0, "connect", "{\"origin\":\"https://www.example.com\"}",
	  "allow 1 deny 2 ", "" },
	{ 0, "connect", "{\"origin\":\"https://example.com\"}",
	  "allow 1 deny 2 ", "" },
	{ 0, "connect", "{\"origin\":\"https://example.com.evil\"}", "deny 2 ",
	  "" },
	{ 0, "connect", "{\"origin\":\"https://evilexample.com\"}", "deny 2 ",
	  "" },
	{ 0, "connect", "{}", "deny 2 ", "" },
	{ 1, "connect", "{\"custom\":{\"token\":\"t0ken\"}}", "", "" },
	{ 1, "connect", "{\"custom\":{\"token\":\"\"}}", "deny 1 ", "" },
	{ 1, "connect", "{\"custom\":{}}", "deny 1 ", "" },
	{ 2, "call", "{\"callee\":\"0900123\"}", "deny 2 ", "" },
	{ 2, "call", "{\"callee\":\"+49137123\"}", "deny 2 ", "" },
	{ 2, "call", "{\"callee\":\"+4930666\"}", "deny 3 ", "" },
	{ 2, "call", "{\"callee\":\"030900\"}", "", "" },
	{ 2, "call", "{\"callee\":\"0 900123\"}", "deny 1 ", "" },
	{ 2, "call", "{\"callee\":\"sip:0900123@x\"}", "deny 1 ", "" },
	{ 2, "call", "{\"callee\":\"0900123\\n\"}", "deny 1 deny 2 ", "" },
	{ 2, "call", "{\"callee\":null}", "deny 1 ", "" },
	{ 2, "transfer", "{\"target\":\"0900123\"}", "deny 4 ", "" },
	{ 2, "transfer", "{\"target\":\"10002\"}", "", "" },
	{ 3, "call", "{\"callee\":\"0301234\"}", "set 1 ",
	  "callee=\"+49301234\" " },
	{ 3, "call", "{\"callee\":\"0044201\"}", "set 2 ",
	  "callee=\"+44201\" " },
	{ 3, "call", "{\"callee\":\"10002\"}", "", "" },
	{ 4, "call", "{}", "set 1 ",
	  "caller=\"+4930123456\" visibleName=\"Example Ltd\" " },
	{ 5, "connect", "{}", "prove 1 deny 2 ", "" },
	{ 5, "connect", "{\"jwt\":{\"sub\":\"x\"}}", "prove 1 deny 2 ", "" },
	{ 5, "call", "{\"caller\":\"one\"}", "limit 4 ", "" },
	{ 6, "call", "{\"custom\":{\"token\":\"two\"}}", "", "" },
	{ 6, "call", "{\"custom\":{\"token\":\"one\"}}", "limit 2 ", "" },
	{ 6, "call", "{\"custom\":{\"token\":\"six\"}}", "deny 1 limit 2 ",
	  "" },
	{ 7, "connect", "{\"sipLogin\":\"alice\"}", "prove 1 deny 2 ", "" },
	{ 7, "call", "{}", "limit 3 ", "" },
	{ 8, "call", "{}", "deny 2 ", "" },
	{ 9, "connect", "{}", "deny 1 limit 2 ", "" },
	{ 9, "connect", "{\"client\":{\"address\":\"192.0.2.1\"}}",
	  "deny 1 limit 2 ", "" },
	{ 10, "sendMessage", "{\"body\":\"my Casino!\"}", "deny 1 ", "" },
	{ 10, "sendMessage", "{\"body\":\"occasions\"}", "", "" },
	{ 11, "connect", "{\"custom\":{\"token\":\"two\"}}",
	  "set 2 set 3 set 4 ", ACCOUNT },
	{ 11, "connect", "{\"custom\":{\"token\":\"six\"}}",
	  "deny 1 set 2 set 3 set 4 ", ACCOUNT },
	{ 11, "ConnectionStatusEvent", "{}", "hide 5 ", "" },
	{ 12, "publishStream", "{\"name\":\"room-12\"}", "allow 1 deny 2 ",
	  "" },
	{ 12, "publishStream", "{\"name\":\"room-\"}", "deny 2 ", "" },
	{ 12, "playStream", "{\"name\":\"private-1\"}", "deny 3 ", "" },
	{ 12, "playStream", "{\"name\":\"private-1\",\"custom\":{\"token\":1}}",
	  "deny 3 ", "" },
	{ 12, "playStream",
	  "{\"name\":\"private-1\",\"custom\":{\"token\":\"one\"}}", "", "" },
	{ 12, "playStream", "{\"name\":\"room-1\"}", "", "" },
	{ 13, "connect", "{}", "prove 1 deny 2 ", "" },
	{ 13, "publishStream", "{\"role\":\"host\"}", "deny 3 ", "" },
	{ 14, "playHLS", "{\"name\":\"private-1\"}", "prove 1 deny 2 ", "" },
	{ 14, "playHLS", "{\"name\":\"room-1\"}", "prove 1 ", "" },
};

static void
refuse_error(void *arg, const char *file, unsigned line, unsigned column,
	     const char *message)
{
	(void)arg;
	ck_abort_msg("%s:%u:%u: %s", file, line, column, message);
}

TEST_LOOP(a_recipe_decides_as_it_describes, ROWS(cases))
{
	struct buffer holds = { 0 }, sets = { 0 };
	const struct rule *r = NULL;
	struct regex_groups g = { 0 };
	struct json_scan body = { 0 };
	const struct facts facts = { .of = { &body } }; /* now: 01:00 */
	struct rules rules;
	size_t i;

	put_files();
	write_file("rules.conf", recipe(cases[_i].recipe));
	ck_assert_int_eq(
	    rules_read(&rules, NULL, "rules.conf", NULL, refuse_error, NULL),
	    0);
	ck_assert_int_eq(
	    json_scan(&body, cases[_i].body, strlen(cases[_i].body)), 0);
	while ((r = rules_match(&rules, r, RULE_BIT(RULE_KINDS) - 1,
				methods_find(cases[_i].hook), &facts, &g))) {
		buffer_printf(&holds, "%s %u ", rule_kind_names[r->kind],
			      r->line);
		for (i = 0; i < r->setting_count; i++) {
			buffer_printf(&sets, "%s=", r->settings[i].field.text);
			rule_value_add_json(&r->settings[i].value, &g, &facts,
					    &sets);
			buffer_str(&sets, " ");
		}
	}
	buffer_add(&holds, "", 1);
	buffer_add(&sets, "", 1);
	ck_assert_str_eq(holds.at, cases[_i].holds);
	ck_assert_str_eq(sets.at, cases[_i].sets);
}
