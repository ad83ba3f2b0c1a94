/* rules: a file of rules, the files it names, and which rule matches. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "rules/rules.h"
#include "support/harness.h"

static const struct method call = { .name = "call", .alias = "dial" };
static const struct method connect = { .name = "connect" };
static const struct method unknown = { .name = NULL };

static struct rules rules;
static struct json_scan body;
static const struct facts facts = { .of = { &body } };
static struct regex_groups g;
static struct buffer told;

static void
keep(void *arg, const char *file, unsigned line, unsigned column,
     const char *message)
{
	(void)arg;
	buffer_printf(&told, "%s:%u:%u: %s\n", file, line, column, message);
}

static int
read_only(const struct method *own)
{
	int bad;

	rules_free(&rules);
	told.len = 0;
	bad = rules_read(&rules, NULL, "rules.conf", own, keep, NULL);
	buffer_add(&told, "", 1);
	return bad;
}

static int
read_bytes(const char *text, size_t len)
{
	FILE *f = fopen("rules.conf", "wb");

	ck_assert(f && fwrite(text, 1, len, f) == len && fclose(f) == 0);
	return read_only(NULL);
}

static void
take(const char *text)
{
	ck_assert_msg(read_bytes(text, strlen(text)) == 0, "%s", told.at);
	ck_assert_str_eq(told.at, "");
}

static void
is_refused(const char *text, const char *says)
{
	ck_assert_int_eq(read_bytes(text, strlen(text)), -1);
	ck_assert_uint_eq(rules.count, 0);
	ck_assert_str_eq(told.at, says);
}

static void
forget(void)
{
	rules_free(&rules);
	json_scan_free(&body);
	regex_groups_free(&g);
	buffer_free(&told);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(a_line_is_a_rule_or_nothing)
{
	take("# mine\n\ndeny call\n   \n\tallow connect # so\nmute pushLogs");
	ck_assert_uint_eq(rules.count, 3);
	ck_assert_uint_eq(rules.at[0].line, 3);
	ck_assert_uint_eq(rules.at[1].line, 5);
	ck_assert_uint_eq(rules.at[2].line, 6);
	ck_assert_int_eq(rules.at[2].kind, RULE_MUTE);
	ck_assert_str_eq(rules.at[2].file, "rules.conf");
	take("");
	ck_assert_uint_eq(rules.count, 0);
}

TEST(a_byte_order_mark_and_line_ends_of_windows_are_no_trouble)
{
	take("\xef\xbb\xbf"
	     "deny call\r\n\r\nallow call if x is y\r\n");
	ck_assert_uint_eq(rules.count, 2);
	ck_assert_uint_eq(rules.at[1].line, 3);
	ck_assert_str_eq(rules.at[1].conditions[0].value.text, "y");
}

TEST(every_error_is_told)
{
	is_refused(
	    "deyn call\ndeny call\nmute\n\xff\nmute call call\n",
	    "rules.conf:1:1: \"deyn\" is not a rule; a rule begins "
	    "with deny, allow, set, limit, hide, skip, mute, prove or define\n"
	    "rules.conf:3:1: the HOOK is missing at the end; the form "
	    "is mute HOOK\n"
	    "rules.conf:4:1: byte 1 (0xff) is not UTF-8\n"
	    "rules.conf:5:11: \"call\" is unexpected here; the form is "
	    "mute HOOK\n");
}

TEST(what_is_wrong_with_a_set_or_a_list_of_networks_is_told)
{
	is_refused("define a b\ndefine a c\n",
		   "rules.conf:2:0: this NAME is defined above; write all "
		   "VALUEs in one define\n");
	write_file("networks", "10.0.0.0/8\n10.0.0.0/33\n");
	is_refused(
	    "deny call if x in networks networks\n",
	    "rules.conf:1:0: the list of networks ./networks cannot be "
	    "used: line 2: \"10.0.0.0/33\": an IPv4 network has a length "
	    "of 0 to 32\n");
	is_refused("deny call if x in a\ndefine a b\n",
		   "rules.conf:1:0: the list ./a cannot be used: No such file "
		   "or directory\n");
}

TEST(bytes_that_are_no_text_are_errors)
{
	ck_assert_int_eq(read_bytes("deny call\0\n", 11), -1);
	ck_assert_str_eq(told.at,
			 "rules.conf:1:10: byte 10 (0x00) is a control "
			 "character; only a tab is accepted\n");
	is_refused("deny call if x is \"\xc3\"\n",
		   "rules.conf:1:20: byte 20 (0xc3) is not UTF-8\n");
	is_refused("deny call\rdeny call\n",
		   "rules.conf:1:10: byte 10 (0x0d) is a control "
		   "character; only a tab is accepted\n");
}

TEST(a_line_of_a_megabyte_is_told_of_in_short)
{
	static char line[1 << 20];

	memset(line, 'x', sizeof line - 1);
	ck_assert_int_eq(read_bytes(line, sizeof line - 1), -1);
	ck_assert_uint_lt(strlen(told.at), 300);
	ck_assert_ptr_nonnull(strstr(told.at, "xxx\" is not a rule"));
}

TEST(a_file_that_is_none_is_told_of)
{
	ck_assert_int_eq(read_only(NULL), -1);
	ck_assert_str_eq(told.at, "rules.conf:0:0: the file rules.conf cannot "
				  "be used: No such file or directory\n");
	ck_assert_int_eq(mkdir("rules.conf", 0700), 0);
	ck_assert_int_eq(read_only(NULL), -1);
	ck_assert_str_eq(told.at, "rules.conf:0:0: the file rules.conf cannot "
				  "be used: this is not a regular file\n");
}

TEST(the_files_it_names_are_beside_it)
{
	ck_assert_int_eq(mkdir("etc", 0700), 0);
	ck_assert_int_eq(mkdir("etc/keys", 0700), 0);
	write_file("etc/rules.conf", "set call x @keys/one if y in list\n");
	write_file("etc/list", "y\n");
	write_file("etc/keys/one", "s3cret\n");
	ck_assert_int_eq(chmod("etc/keys/one", 0600), 0);
	ck_assert_int_eq(
	    rules_read(&rules, NULL, "etc/rules.conf", NULL, keep, NULL), 0);
	ck_assert_uint_eq(rules.at[0].settings[0].value.content.len, 6);
	ck_assert(line_set_has(rules.at[0].conditions[0].list, "y", 1));
	ck_assert_str_eq(rules.at[0].file, "rules.conf");
}

TEST(a_file_that_it_names_and_that_cannot_be_used_is_an_error)
{
	write_file("open", "s3cret\n");
	ck_assert_int_eq(chmod("open", 0644), 0);
	is_refused(
	    "set call x @none\ndeny call if x in none\n"
	    "set call x @open\ndeny call if x is @open and y in .\n",
	    "rules.conf:1:0: the file ./none cannot be used: No such "
	    "file or directory\n"
	    "rules.conf:2:0: the list ./none cannot be used: No such "
	    "file or directory\n"
	    "rules.conf:3:0: the file ./open cannot be used: other "
	    "users can read or write it (mode 0644): chmod o-rwx ./open\n"
	    "rules.conf:4:0: the file ./open cannot be used: other "
	    "users can read or write it (mode 0644): chmod o-rwx ./open\n"
	    "rules.conf:4:0: the list ./. cannot be used: this is not a "
	    "regular file\n");
}

TEST(the_files_of_other_hooks_are_left_alone)
{
	const char *text = "deny call if x in none\nset call x @none\n"
			   "deny connect if x in list\n";

	write_file("list", "x\n");
	write_file("rules.conf", text);
	ck_assert_int_eq(read_only(&connect), 0);
	ck_assert_uint_eq(rules.count, 3);
	ck_assert_ptr_null(rules.at[0].conditions[0].list);
	ck_assert_ptr_nonnull(rules.at[2].conditions[0].list);
	ck_assert_int_eq(read_only(&call), -1);
	ck_assert_int_eq(read_only(NULL), -1);
}

TEST(a_list_that_is_named_twice_is_read_once)
{
	write_file("list", "x\n");
	take("deny call if x in list\ndeny connect if y in \"list\" and not z "
	     "in list\n");
	ck_assert_ptr_eq(rules.at[0].conditions[0].list,
			 rules.at[1].conditions[0].list);
	ck_assert_ptr_eq(rules.at[0].conditions[0].list,
			 rules.at[1].conditions[1].list);
}

/*
 * A list of a million entries is not read again when only a rule has changed.
 */
TEST(a_list_that_did_not_change_is_shared_with_the_rules_before)
{
	struct rules next;
	const struct line_set *list;

	write_file("list", "x\n");
	write_file("other", "x\n");
	take("deny call if x in list and x in other\n");
	list = rules.at[0].conditions[0].list;
	write_file("other", "x\ny\n");
	write_file("rules.conf", "deny call if z in list and x in other\n");
	ck_assert_int_eq(
	    rules_read(&next, &rules, "rules.conf", NULL, keep, NULL), 0);
	ck_assert_ptr_eq(next.at[0].conditions[0].list, list);
	ck_assert(line_set_has(next.at[0].conditions[1].list, "y", 1));
	ck_assert(!line_set_has(rules.at[0].conditions[1].list, "y", 1));
	rules_free(&rules);
	ck_assert(line_set_has(list, "x", 1));
	rules = next;
}

/* The lines of the matching rules, a blank after each. */
static const char *
lines(unsigned kinds, const struct method *m, const char *json)
{
	static struct buffer b;
	const struct rule *r = NULL;

	ck_assert_int_eq(json_scan(&body, json, strlen(json)), 0);
	b.len = 0;
	while ((r = rules_match(&rules, r, kinds, m, &facts, &g)))
		buffer_printf(&b, "%u ", r->line);
	buffer_add(&b, "", 1);
	return b.at;
}

TEST(rules_are_matched_in_order_by_kind_hook_and_conditions)
{
	const unsigned decides = RULE_BIT(RULE_DENY) | RULE_BIT(RULE_ALLOW);

	take("deny call if x is 1\nallow CALL\ndeny connect\nset call x 2\n"
	     "deny Dial if x is 2\nlimit call 1 active by x\nmute call\n");
	ck_assert_str_eq(lines(decides, &call, "{\"x\":1}"), "1 2 ");
	ck_assert_str_eq(lines(decides, &call, "{\"x\":2}"), "2 5 ");
	ck_assert_str_eq(lines(decides, &connect, "{\"x\":2}"), "3 ");
	ck_assert_str_eq(lines(decides, &unknown, "{\"x\":2}"), "");
	ck_assert_str_eq(lines(RULE_BIT(RULE_SET), &call, "{}"), "4 ");
	ck_assert_str_eq(lines(RULE_BIT(RULE_LIMIT), &call, "{}"), "6 ");
	ck_assert_str_eq(lines(RULE_BIT(RULE_MUTE), &call, "{}"), "7 ");
	ck_assert_str_eq(lines(0, &call, "{}"), "");
}

TEST(a_set_says_what_its_conditions_found)
{
	static const char json[] = "{\"callee\":\"0301234\"}";
	struct buffer b = { 0 };
	const struct rule *r;

	take("set call callee \"+49$1\" area $2 port 5060 if callee ~ "
	     "^0((\\d\\d)\\d+)$\n");
	ck_assert_int_eq(json_scan(&body, json, sizeof json - 1), 0);
	r = rules_match(&rules, NULL, RULE_BIT(RULE_SET), &call, &facts, &g);
	ck_assert_ptr_nonnull(r);
	rule_value_add_json(&r->settings[0].value, &g, &facts, &b);
	rule_value_add_json(&r->settings[1].value, &g, &facts, &b);
	rule_value_add_json(&r->settings[2].value, &g, &facts, &b);
	buffer_add(&b, "", 1);
	ck_assert_str_eq(b.at, "\"+49301234\"\"30\"5060");
	buffer_free(&b);
}
