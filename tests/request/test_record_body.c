/* record: the parts of the body that a line contains. */

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"
#include "support/jsonc_oracle.h"
#include "support/post.h"

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
};

/* Sends a body, and returns the body in the journal. */
static const char *
kept_of(const char *body)
{
	char *line, *kept;

	ck_assert_int_eq(post_text(body).status, 200);
	line = journal_last_line();
	kept = strstr(line, ",\"body\":");
	ck_assert_msg(kept != NULL, "%s", line);
	line[strlen(line) - 1] = '\0';
	return kept + strlen(",\"body\":");
}

static void
is_valid(const char *line)
{
	struct json_object *o = oracle_object(line, strlen(line), 80);

	ck_assert_msg(o != NULL, "%s", line);
	json_object_put(o);
}

static const struct {
	const char *body;
	const char *kept;
} bodies[] = {
	{ "{}", "{}" },
	/* Secrets: every default, any case, any depth, any kind. */
	{ "{\"sipPassword\":\"x\"}", "{\"sipPassword\":\"***\"}" },
	{ "{\"authToken\":\"x\"}", "{\"authToken\":\"***\"}" },
	{ "{\"token\":\"x\"}", "{\"token\":\"***\"}" },
	{ "{\"password\":\"x\"}", "{\"password\":\"***\"}" },
	{ "{\"Authorization\":\"x\"}", "{\"Authorization\":\"***\"}" },
	{ "{\"SIPPASSWORD\":\"x\",\"Token\":\"y\"}",
	  "{\"SIPPASSWORD\":\"***\",\"Token\":\"***\"}" },
	{ "{\"pass\\u0077ord\":\"x\"}", "{\"pass\\u0077ord\":\"***\"}" },
	{ "{\"\\u0054\\u006f\\u006b\\u0065\\u006e\":\"x\"}",
	  "{\"\\u0054\\u006f\\u006b\\u0065\\u006e\":\"***\"}" },
	{ "{\"token\":7,\"a\":1}", "{\"token\":\"***\",\"a\":1}" },
	{ "{\"token\":null}", "{\"token\":\"***\"}" },
	{ "{\"token\":false}", "{\"token\":\"***\"}" },
	{ "{\"token\":\"\"}", "{\"token\":\"***\"}" },
	{ "{\"token\":[\"x\",[\"y\"]],\"a\":1}",
	  "{\"token\":\"***\",\"a\":1}" },
	{ "{\"token\":{\"a\":{\"b\":\"x\"}},\"a\":1}",
	  "{\"token\":\"***\",\"a\":1}" },
	{ "{\"token\":{\"token\":\"x\"}}", "{\"token\":\"***\"}" },
	{ "{\"token\":\"\\ud800\"}", "{\"token\":\"***\"}" },
	{ "{\"a\":[{\"b\":{\"token\":\"x\",\"c\":2}},3]}",
	  "{\"a\":[{\"b\":{\"token\":\"***\",\"c\":2}},3]}" },
	{ "{\"token\":\"x\",\"token\":\"y\"}",
	  "{\"token\":\"***\",\"token\":\"***\"}" },
	/* Names that resemble secrets. */
	{ "{\"tokens\":\"x\",\"myToken\":\"y\",\"a\":\"token\"}",
	  "{\"tokens\":\"x\",\"myToken\":\"y\",\"a\":\"token\"}" },
	{ "{\"a\":[\"password\",\"x\"]}", "{\"a\":[\"password\",\"x\"]}" },
	{ "{\"\":1}", "{\"\":1}" },
	/* Values that are too large to keep. */
	{ "{\"sdp\":\"v=0\"}", "{\"sdp\":\"[5 bytes]\"}" },
	{ "{\"SDP\":null,\"a\":{\"sipSDP\":\"v=0\\r\\n\"}}",
	  "{\"SDP\":\"[4 bytes]\",\"a\":{\"sipSDP\":\"[9 bytes]\"}}" },
	{ "{\"sdp\":{\"token\":\"x\"},\"a\":1}",
	  "{\"sdp\":\"[13 bytes]\",\"a\":1}" },
	{ "{\"body\":\"hello\"}", "{\"body\":\"hello\"}" },
	/* Values that stay unchanged. */
	{ "{\"n\":123456789012345678901234567890.10e+00,\"m\":-0}",
	  "{\"n\":123456789012345678901234567890.10e+00,\"m\":-0}" },
	{ "{\"a\":\"\\u00e9\\/\\ud83d\\ude00\"}",
	  "{\"a\":\"\\u00e9\\/\\ud83d\\ude00\"}" },
	{ "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}" },
	{ "{\"a\":\"\\u0000\\u001b\x7f\"}", "{\"a\":\"\\u0000\\u001b\x7f\"}" },
	/* White space is removed, but not within strings. */
	{ " {\n\t\"a b\" : [ 1 ,\r\n\" c \\\" d \\\\\" ] } \n",
	  "{\"a b\":[1,\" c \\\" d \\\\\"]}" },
	{ "{ \"password\" : \"x y\" , \"sdp\" : \"v = 0\" , \"a\" : \"b c\" }",
	  "{\"password\":\"***\",\"sdp\":\"[7 bytes]\",\"a\":\"b c\"}" },
	/* A lone surrogate is replaced, wherever it is. */
	{ "{\"a\":\"x\\ud800y\"}", "{\"a\":\"x\xef\xbf\xbdy\"}" },
	{ "{\"a\\udc00\":1}", "{\"a\xef\xbf\xbd\":1}" },
	{ "{ \"a\" : [ \"\\udc00\\ud800\" , \"b c\" ] }",
	  "{\"a\":[\"\xef\xbf\xbd\xef\xbf\xbd\",\"b c\"]}" },
	{ "{\"a\":\"\\ud800\\\"\\n\\u0000\"}",
	  "{\"a\":\"\xef\xbf\xbd\\\"\\n\\u0000\"}" },
	{ "{\"\\ud800\":\"\\ud800\",\"token\":\"x\"}",
	  "{\"\xef\xbf\xbd\":\"\xef\xbf\xbd\",\"token\":\"***\"}" },
};

const struct test_setup test_setup = {
	.before = post_quietly,
};

TEST_LOOP(the_body_is_one_line_without_secrets, ROWS(bodies))
{
	ck_assert_str_eq(kept_of(bodies[_i].body), bodies[_i].kept);
	ck_assert_uint_eq(count_lines(journal_text()), 1);
	is_valid(journal_last_line());
}

/*
 * "password" has the length of this name, so a comparison must not stop at the
 * length.
 */
TEST(names_of_secrets_are_not_read_beyond_their_end)
{
	static const char body[] = "{\"token\\u0000\\u0000\\u0000\":\"x\"}";

	ck_assert_str_eq(kept_of(body), body);
}

TEST(redact_replaces_more_members)
{
	post_configure("redact = pin cardNumber\nlog = server\n");
	ck_assert_str_eq(kept_of("{\"PIN\":1,\"a\":{\"cardnumber\":\"2\"},"
				 "\"token\":\"x\",\"pins\":3}"),
			 "{\"PIN\":\"***\",\"a\":{\"cardnumber\":\"***\"},"
			 "\"token\":\"***\",\"pins\":3}");
}

/*
 * The first members of a line are copied from the body, and must be redacted,
 * too.
 */
TEST(the_first_members_of_a_line_are_redacted_too)
{
	post_configure("redact = sessionId\nlog = server\n");
	post_text("{\"appKey\":\"a\",\"sessionId\":\"S3cret\"}");
	ck_assert_ptr_null(strstr(journal_last_line(), "S3cret"));
}

TEST(redact_has_priority_over_drop_and_keep)
{
	post_configure(
	    "keep = token sdp\ndrop = password body\nlog = server\n");
	ck_assert_str_eq(
	    kept_of("{\"token\":\"x\",\"password\":\"y\",\"body\":\"hi\"}"),
	    "{\"token\":\"***\",\"password\":\"***\",\"body\":\"[4 bytes]\"}");
}

TEST(pressed_digits_are_recorded_only_if_configured)
{
	static const char body[] = "{\"dtmf\":\"1234\",\"token\":\"x\"}";

	ck_assert_str_eq(kept_of(body), "{\"dtmf\":\"***\",\"token\":\"***\"}");
	post_configure("keep = dtmf token\nlog = server\n");
	ck_assert_str_eq(kept_of(body),
			 "{\"dtmf\":\"1234\",\"token\":\"***\"}");
}

/* The values of sipMessageRaw, and what is kept of them. */
static const struct {
	const char *raw, *kept;
} messages[] = {
	{ "REGISTER sip:h SIP/2.0\\r\\nAuthorization: Digest a=\\\"b\\\"\\r\\n"
	  "To: x\\r\\n",
	  "REGISTER sip:h SIP/2.0\\r\\nAuthorization: ***\\r\\nTo: x\\r\\n" },
	{ "a\\nPROXY-AUTHORIZATION\\t :Basic c2Vj\\nb",
	  "a\\nPROXY-AUTHORIZATION\\t : ***\\nb" },
	/* A header goes on in the next line. */
	{ "authorization: Digest\\r\\n a=1,\\r\\n\\tb=2\\r\\nTo: x",
	  "authorization: ***\\r\\nTo: x" },
	{ "\\nAuthorization: a\\n\\nAuthorization: b",
	  "\\nAuthorization: ***\\n\\nAuthorization: ***" },
	{ "\\r\\n\\u0041uthorization: a", "\\r\\nAuthorization: ***" },
	{ "\\u000aAuthorization: a\\ud800", "\\nAuthorization: ***" },
	{ "\\rAuthorization: a\\r\\n", "\\rAuthorization: ***\\r\\n" },
	/* No credentials. */
	{ "\\nX-Authorization: a\\nAuthorizations: b\\n\\\\nAuthorization c",
	  NULL },
	{ "", NULL },
	{ "\\n", NULL },
	{ "\\nAuthorization", NULL },
};

TEST_LOOP(a_raw_sip_message_has_no_credentials, ROWS(messages))
{
	char body[512], kept[512];

	snprintf(body, sizeof body,
		 "{\"a\":[{\"sipMessageRaw\":\"%s\"}],\"b\":1}",
		 messages[_i].raw);
	snprintf(kept, sizeof kept,
		 "{\"a\":[{\"sipMessageRaw\":\"%s\"}],\"b\":1}",
		 messages[_i].kept ? messages[_i].kept : messages[_i].raw);
	ck_assert_str_eq(kept_of(body), kept);
	is_valid(journal_last_line());
}

TEST(sdp_is_kept_if_configured)
{
	static const char body[] =
	    "{\"sdp\":\"v=0\\r\\n\",\"a\":{\"sipSDP\":\"v=1\"}}";

	post_configure("keep = sdp\nlog = server\n");
	ck_assert_str_eq(kept_of(body), body);
}

TEST(bodies_are_dropped_if_configured)
{
	post_configure("drop = body\nlog = server\n");
	ck_assert_str_eq(kept_of("{\"body\":\"S3cret\",\"a\":[{\"Body\":{}}]}"),
			 "{\"body\":\"[8 bytes]\",\"a\":[{\"Body\":"
			 "\"[2 bytes]\"}]}");
}

TEST(a_context_is_kept_only_if_every_reader_can_read_it)
{
	post_text("{\"appKey\":\"\\ud800\",\"sessionId\":\"s\\n\"}");
	ck_assert_ptr_null(
	    strstr(journal_last_line(), "\"appKey\":\"\\ud800\""));
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), ",\"sessionId\":\"s\\n\","));
	is_valid(journal_last_line());
}

/* Adds white space between tokens; the line must be the same as without. */
TEST(any_layout_becomes_one_line)
{
	static const char *const tokens[] = {
		"{",
		"\"a b\"",
		":",
		"[",
		"1",
		",",
		"\" x\\\" \\\\\"",
		",",
		"{",
		"}",
		",",
		"[",
		"]",
		"]",
		",",
		"\"\\u0020\"",
		":",
		"{",
		"\" \"",
		":",
		"\"\\\\\\\" \"",
		",",
		"\"c\"",
		":",
		"-1.5e+3",
		"}",
		",",
		"\"\xc3\xa9 \"",
		":",
		"true",
		"}",
	};
	static const char *const spaces[] = { "", " ", "\n", "\t", "\r\n  " };
	const size_t n = ROWS(tokens);
	struct buffer compact = { 0 };
	uint64_t r = 5;
	size_t i;
	int round;

	for (i = 0; i < n; i++)
		buffer_str(&compact, tokens[i]);
	buffer_add(&compact, "", 1);
	for (round = 0; round < 300; round++) {
		struct buffer wide = { 0 };

		for (i = 0; i < n; i++) {
			buffer_str(&wide, tokens[i]);
			buffer_str(&wide, spaces[next_random(&r) / 2048 % 5]);
		}
		buffer_add(&wide, "", 1);
		ck_assert_str_eq(kept_of(wide.at), compact.at);
		buffer_free(&wide);
	}
	ck_assert_uint_eq(count_lines(journal_text()), 300);
	buffer_free(&compact);
}

/* A body as a client's library may print it. */
TEST(a_pretty_printed_body_keeps_its_meaning)
{
	struct json_object *o, *kept;
	const char *pretty;

	o = json_tokener_parse(
	    "{\"appKey\":\"a\",\"sessionId\":\"/192.0.2.1:4388\",\"custom\":"
	    "{\"list\":[1,2.5,true,null,\"a \\\"b\\\" \\\\ c\\n\"],\"o\":{}},"
	    "\"text\":\"  spaces  and\\ttabs  \",\"\xc3\xa9\":[[],[{}]]}");
	ck_assert_ptr_nonnull(o);
	pretty = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY |
						       JSON_C_TO_STRING_SPACED);
	ck_assert_uint_gt(count_lines(pretty), 10);
	kept = json_tokener_parse(kept_of(pretty));
	ck_assert_uint_eq(count_lines(journal_text()), 1);
	ck_assert(json_object_equal(o, kept));
	json_object_put(o);
	json_object_put(kept);
}
