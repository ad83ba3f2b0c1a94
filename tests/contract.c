/*
 * contract - the tests that every handler passes; linked with each of them.
 *
 * Which fields are required, and of which kind, is read from `method`.
 * tests/data/NAME.json is a body that the handler NAME must accept.
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "method.h"
#include "support/harness.h"
#include "support/post.h"

/* The program's name: the test is build/…/contract/NAME. */
static const char *
program(void)
{
	return program_invocation_short_name;
}

static char *
sample(size_t *len)
{
	char path[128];

	snprintf(path, sizeof path, "tests/data/%s.json", program());
	return harness_read_file(source_path(path), len);
}

TEST(is_named_like_its_file)
{
	if (!method.name)
		ck_assert_str_eq(program(), "echo");
	else
		ck_assert_int_eq(strcasecmp(method.name, program()), 0);
	ck_assert(islower((unsigned char)program()[0]));
	ck_assert_ptr_nonnull(method.summary);
}

TEST(an_event_is_named_in_pascal_case)
{
	const char *name = method.name;

	if (name && (method.type == HOOK_EVENT || method.type == HOOK_INCOMING))
		ck_assert_msg(isupper((unsigned char)name[0]), "%s", name);
}

/* The index ignores a hook without a role. */
TEST(has_a_role_if_and_only_if_it_is_about_an_entity)
{
	if (method.about)
		ck_assert_msg(method.role != ROLE_NONE,
			      "it is about a %s, but .role is missing",
			      method.about->name);
	else
		ck_assert_msg(method.role == ROLE_NONE,
			      "it has a .role, but .about is missing");
}

TEST(answers_its_sample_with_the_same_bytes)
{
	size_t len;
	char *body = sample(&len);
	struct response r = post_bytes(body, len);

	ck_assert_int_eq(r.status, 200);
	ck_assert_uint_eq(r.len, len);
	ck_assert_mem_eq(r.body, body, len);
}

TEST(accepts_its_sample_without_warnings)
{
	size_t len;
	char *body = sample(&len);

	post_bytes(body, len);
	if (method.name)
		ck_assert_ptr_null(strstr(journal_last_line(), "\"warnings\""));
	else
		ck_assert_ptr_nonnull(
		    strstr(journal_last_line(), "unknown hook"));
}

TEST(records_one_line_under_its_own_name)
{
	char name[128], *text;
	size_t len;
	char *body = sample(&len);

	post_bytes(body, len);
	text = journal_text();
	ck_assert_uint_eq(count_lines(text), 1);
	snprintf(name, sizeof name, ",\"hook\":\"%s\",\"status\":200,\"us\":",
		 method.name ? method.name : "hook");
	ck_assert_ptr_nonnull(strstr(text, name));
}

TEST(records_no_secret)
{
	post_text("{\"appKey\":\"a\",\"sessionId\":\"s\",\"callId\":\"c\","
		  "\"sipPassword\":\"S3cret\",\"custom\":{\"a\":[{\"TOKEN\":"
		  "\"S3cret\"}],\"pass\\u0077ord\":{\"x\":\"S3cret\"}},"
		  "\"authToken\":\"S3cret\",\"sdp\":\"S3cret\"}");
	ck_assert_ptr_null(strstr(journal_text(), "S3cret"));
}

/* The first table that names a field decides, as in request/validate.c. */
static void
each_required(void (*check)(const char *name))
{
	const struct field *f;

	for (f = method.fields; f->name; f++)
		if (f->required)
			check(f->name);
	for (f = method.about ? method.about->fields : NULL; f && f->name; f++)
		if (f->required)
			check(f->name);
	for (f = context_fields.fields; f->name; f++)
		if (f->required)
			check(f->name);
}

static void
check_missing_is_noted(const char *name)
{
	char warning[128];
	struct response r;

	snprintf(warning, sizeof warning, "\"%s is missing\"", name);
	r = post_text("{}");
	ck_assert_int_eq(r.status, 200);
	ck_assert_str_eq(r.body, "{}");
	if (method.name)
		ck_assert_msg(strstr(journal_last_line(), warning) != NULL,
			      "%s", warning);
}

TEST(mirrors_a_body_without_a_required_field_and_notes_it)
{
	each_required(check_missing_is_noted);
}

static void
check_missing_is_refused(const char *name)
{
	struct response r = post_text("{}");

	(void)name;
	ck_assert_int_eq(r.status, method.name ? 400 : 200);
}

TEST(refuses_a_body_without_a_required_field_when_strict)
{
	post_configure("strict = yes\n");
	each_required(check_missing_is_refused);
}

static const char *const not_objects[] = {
	"",
	" ",
	"[]",
	"\"a\"",
	"1",
	"null",
	"{",
	"{}}",
	"{\"a\"}",
	"{a:1}",
	"{\"a\":1,}",
	"{\"a\":01}",
	"{} {}",
	"\xff{}",
	"{\"\xc3(\":1}",
	"{\"a\":\"\t\"}",
	"{'a':1}",
	"{\"a\":NaN}",
	"// x\n{}",
};

TEST_LOOP(refuses_what_is_not_an_object, ROWS(not_objects))
{
	struct response r = post_text(not_objects[_i]);

	ck_assert_int_eq(r.status, 400);
	ck_assert_int_eq(strncmp(r.body, "{\"status\":400,\"reason\":\"", 24),
			 0);
	ck_assert_ptr_nonnull(strstr(r.body, "byte "));
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"status\":400"));
}
