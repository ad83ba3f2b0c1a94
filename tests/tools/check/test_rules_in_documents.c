/*
 * The rules in the documents and in rules.conf have no errors and no warnings,
 * and those against premium numbers let none pass.
 */

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "protocol/methods.h"
#include "rules/rules.h"
#include "support/ctl_runner.h"
#include "support/harness.h"

#define BEGINS "\n```rules\n"
#define ENDS "\n```"

/* The files that the rules name. */
static void
put_files(void)
{
	mkdir("secrets", 0700);
	write_file("secrets/sip", "s3cret\n");
	ck_assert_int_eq(chmod("secrets/sip", 0600), 0);
	write_file("secrets/links", "0123456789abcdef0123456789abcdef\n");
	ck_assert_int_eq(chmod("secrets/links", 0600), 0);
	write_file("keys.json",
		   harness_read_file(source_path("tests/data/tokens/keys.json"),
				     NULL));
	ck_assert_int_eq(chmod("keys.json", 0600), 0);
	write_file("secrets/rooms", "0123456789abcdef0123456789abcdef\n");
	ck_assert_int_eq(chmod("secrets/rooms", 0600), 0);
	write_file("secrets/site", "driver = mariadb\ndbname = site\nquery = "
				   "SELECT a, b FROM users WHERE a = ?\n");
	ck_assert_int_eq(chmod("secrets/site", 0600), 0);
	output_of("umask 077; htpasswd -cbB -C 4 users alice geheim 2>&1");
	write_file("office.txt", "192.0.2.0/24\n");
	write_file("rates.txt", "49\n!49900\n");
	write_file("blocked.txt", "+4930666\n");
	write_file("tokens.txt", "one\ntwo\n");
}

/* The next block of rules after `at`, which then moves past it; or NULL. */
static char *
next_block(const char **at)
{
	const char *from = strstr(*at, BEGINS), *end;
	char *block;

	if (!from)
		return NULL;
	from += strlen(BEGINS);
	end = strstr(from, ENDS);
	ck_assert_ptr_nonnull(end);
	*at = end;
	ck_assert_int_gt(asprintf(&block, "%.*s\n", (int)(end - from), from),
			 0);
	return block;
}

static void
check_clean(const char *rules)
{
	const char *arguments[] = { "--conf", "echoapp.conf", "check",
				    "--strict", NULL };
	struct outcome r;

	put_files();
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("rules.conf", rules);
	r = ctl_run_bare(arguments);
	ck_assert_msg(r.code == 0, "%s%s%s", rules, r.out, r.err);
	ck_assert_ptr_null(strstr(r.out, "rules: 0"));
}

static size_t
check_document(const char *path)
{
	const char *at = harness_read_file(path, NULL);
	char *block;
	size_t n = 0;

	for (; (block = next_block(&at)); n++)
		check_clean(block);
	return n;
}

TEST(rules_in_a_document_have_no_errors_and_no_warnings)
{
	size_t n = check_document(source_path("README.md")), i;
	glob_t documents;

	ck_assert_uint_ge(n, 1);
	ck_assert_int_eq(glob(source_path("docs/*.md"), 0, NULL, &documents),
			 0);
	for (i = 0; i < documents.gl_pathc; i++)
		n += check_document(documents.gl_pathv[i]);
	globfree(&documents);
	ck_assert_uint_ge(n, 9);
}

/* As an operator would have them: each without its #. */
TEST(the_examples_in_rules_conf_have_no_errors_and_no_warnings)
{
	char *text = harness_read_file(source_path("rules.conf"), NULL), *line;
	struct buffer rules = { 0 };

	while ((line = strsep(&text, "\n")))
		if (line[0] == '#' && line[1] >= 'a' && line[1] <= 'z')
			buffer_printf(&rules, "%s\n", line + 1);
	ck_assert_uint_gt(rules.len, 0);
	buffer_add(&rules, "", 1);
	check_clean(rules.at);
}

static const char *const headings[] = {
	"\n### Numbers of one country\n",
	"\n### Numbers of the whole world\n",
};

#define HEADINGS (sizeof headings / sizeof *headings)

/* Runs of blanks become one blank, in place. */
static char *
squeezed(char *text)
{
	char *from, *to;

	for (from = to = text; *from; from++)
		if (*from != ' ' || from[1] != ' ')
			*to++ = *from;
	*to = '\0';
	return text;
}

TEST(rules_conf_has_the_first_documented_rules_as_comments)
{
	char *sample =
	    squeezed(harness_read_file(source_path("rules.conf"), NULL));
	const char *at = strstr(
	    harness_read_file(source_path("docs/rules.md"), NULL), headings[0]);
	char *block, *line, *comment;

	ck_assert_ptr_nonnull(at);
	block = next_block(&at);
	while ((line = strsep(&block, "\n")) && line[0]) {
		ck_assert_int_gt(asprintf(&comment, "\n#%s\n", line), 0);
		ck_assert_msg(strstr(sample, comment) != NULL, "%s", line);
	}
}

static void
refuse_error(void *arg, const char *file, unsigned line, unsigned column,
	     const char *message)
{
	(void)arg;
	ck_abort_msg("%s:%u:%u: %s", file, line, column, message);
}

/* Reads the rules below that heading of docs/rules.md. */
static void
read_rules(struct rules *rules, const char *heading)
{
	const char *at = strstr(
	    harness_read_file(source_path("docs/rules.md"), NULL), heading);

	ck_assert_ptr_nonnull(at);
	put_files();
	write_file("rules.conf", next_block(&at));
	ck_assert_int_eq(
	    rules_read(rules, NULL, "rules.conf", NULL, refuse_error, NULL), 0);
}

/*
 * The number that is called after the rules, as JSON; NULL: the call is
 * refused.
 */
static const char *
called(struct rules *rules, const char *callee)
{
	static struct buffer now;
	const struct method *call = methods_find("call");
	const struct rule *r;
	struct regex_groups g = { 0 };
	struct json_scan body = { 0 };
	const struct facts facts = { .of = { &body } };
	char text[128];

	snprintf(text, sizeof text, "{\"callee\":\"%s\"}", callee);
	ck_assert_int_eq(json_scan(&body, text, strlen(text)), 0);
	r = rules_match(rules, NULL, RULE_BIT(RULE_DENY) | RULE_BIT(RULE_ALLOW),
			call, &facts, &g);
	if (r && r->kind == RULE_DENY)
		return NULL;
	now.len = 0;
	buffer_printf(&now, "\"%s\"", callee);
	for (r = NULL; (r = rules_match(rules, r, RULE_BIT(RULE_SET), call,
					&facts, &g));) {
		now.len = 0;
		rule_value_add_json(&r->settings[0].value, &g, &facts, &now);
	}
	buffer_add(&now, "", 1);
	return now.at;
}

TEST_LOOP(no_spelling_of_a_premium_number_passes, HEADINGS)
{
	static const char *const before[] = {
		"",	 "0",	   "00",      "000",   "+",
		"+0",	 "+00",	   "49",      "490",   "+49",
		"+490",	 "+4900",  "0049",    "00490", "00049",
		"+0049", "004900", "++49",    "(+49)", "sip:0",
		"sip:",	 "tel:0",  "tel:+49", "tel:",  "sip:+49",
	};
	static const char *const parted[] = { "", " ", "-", ".", "\\u00a0" };
	static const char *const number[] = { "9001234567", "900123",
					      "1371234567", "11833", "118000" };
	static const char *const behind[] = { "", " ", "\\n", ";x=1", "@x" };
	const size_t counts[] = { sizeof before / sizeof *before,
				  sizeof parted / sizeof *parted,
				  sizeof number / sizeof *number,
				  sizeof behind / sizeof *behind };
	size_t all = counts[0] * counts[1] * counts[2] * counts[3], i, n;
	struct rules rules;
	char callee[64];

	read_rules(&rules, headings[_i]);
	for (i = 0; i < all; i++) {
		n = i;
		snprintf(callee, sizeof callee, "%s%s%s%s",
			 before[n % counts[0]],
			 parted[n / counts[0] % counts[1]],
			 number[n / counts[0] / counts[1] % counts[2]],
			 behind[n / counts[0] / counts[1] / counts[2]]);
		ck_assert_msg(!called(&rules, callee), "%s is called", callee);
	}
}

TEST_LOOP(other_numbers_pass_in_their_international_form, HEADINGS)
{
	static const char *const numbers[][2] = {
		{ "030123456", "\"+4930123456\"" },
		{ "004930123456", "\"+4930123456\"" },
		{ "+4930123456", "\"+4930123456\"" },
		{ "0911123456", "\"+49911123456\"" },
		{ "015112345678", "\"+4915112345678\"" },
		{ "10002", "\"10002\"" },
		{ "112", "\"112\"" },
	};
	struct rules rules;
	size_t i;

	read_rules(&rules, headings[_i]);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		ck_assert_pstr_eq(called(&rules, numbers[i][0]), numbers[i][1]);
}
