/* serve: the status and reason for each kind of request. */

#include "request/serve.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "support/harness.h"
#include "support/post.h"

static enum http_status
refuse_the_banned(struct exchange *x)
{
	const char *callee = get_string(x, "callee");

	if (callee && strcmp(callee, "banned") == 0)
		return refuse(x, HTTP_FORBIDDEN, "rule %d: nobody calls \"%s\"",
			      7, callee);
	return STEP_OK;
}

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
	.type = HOOK_DIRECT,
	.fields = {
		{ "callee", JSON_STRING, true },
	},
	.authorize = refuse_the_banned,
};

/* The request that the handler accepts. */
#define BODY "{\"appKey\":\"a\",\"sessionId\":\"s\",\"callee\":\"c\"}"

static const struct request good = {
	.request_method = "POST",
	.content_type = "application/json",
	.remote_addr = "192.0.2.1",
	.body = BODY,
	.len = sizeof BODY - 1,
	.content_length = sizeof BODY - 1,
};

static void
is_refused(struct response r, int status, const char *reason)
{
	char want[512];

	ck_assert_int_eq(r.status, status);
	snprintf(want, sizeof want, "{\"status\":%d,\"reason\":\"%s\"}", status,
		 reason);
	ck_assert_str_eq(r.body, want);
	ck_assert_uint_eq(r.len, strlen(want));
}

static const char *const verbs[] = {
	"GET",	"HEAD",	 "PUT", "DELETE", "OPTIONS", "post",
	"Post", "POSTS", "POS", "",	  NULL,
};

const struct test_setup test_setup = {
	.before = post_quietly,
};

TEST_LOOP(other_verbs_than_post_get_405, ROWS(verbs))
{
	struct request r = good;

	r.request_method = verbs[_i];
	is_refused(post_request(&r), 405, "a hook must be a POST request");
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"status\":405"));
}

static const char *const json_types[] = {
	"application/json",
	"application/json;charset=UTF-8",
	"application/json; charset=utf-8",
	"application/json ;charset=utf-8",
	"application/json\t; charset=utf-8",
	"APPLICATION/JSON",
	"Application/Json; Charset=x",
	"application/vnd.x+json",
	"application/VND.X+JSON; v=1",
	"application/x+json",
	"",
	NULL,
};

TEST_LOOP(each_media_type_of_json_is_accepted, ROWS(json_types))
{
	struct request r = good;

	r.content_type = json_types[_i];
	ck_assert_int_eq(post_request(&r).status, 200);
}

static const char *const other_types[] = {
	"text/plain",
	"text/json",
	"application/x-www-form-urlencoded",
	"multipart/form-data; boundary=application/json",
	"text/plain; application/json",
	"text/plain;application/json",
	"text/plain,application/json",
	"application/json,text/plain",
	"application/jsonp",
	"application/json5",
	"application/jso",
	"application/+json",
	"application/x-json",
	"application/x+jsonp",
	"application/",
	"application",
	"json",
	"+json",
	";application/json",
	"xapplication/json",
	"*/*",
	" ",
};

TEST_LOOP(other_media_types_get_415, ROWS(other_types))
{
	struct request r = good;

	r.content_type = other_types[_i];
	is_refused(post_request(&r), 415,
		   "the Content-Type must be application/json");
}

/* A good body of that length, whose callee fills it up. */
static char *
body_of(size_t len)
{
	char *body = malloc(len + 1);
	static const char head[] =
	    "{\"appKey\":\"a\",\"sessionId\":\"s\",\"callee\":\"";

	ck_assert_ptr_nonnull(body);
	memset(body, 'x', len);
	memcpy(body, head, sizeof head - 1);
	memcpy(body + len - 2, "\"}", 3);
	return body;
}

#define TOO_LONG "the body is longer than body_max, 2048 bytes"

TEST(a_body_beyond_body_max_gets_413)
{
	char *body = body_of(2048);

	post_configure("body_max = 2k\n");
	ck_assert_int_eq(post_bytes(body, 2048).status, 200);
	body = body_of(2049);
	is_refused(post_bytes(body, 2049), 413, TOO_LONG);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"bytes\":2049"));
}

TEST(a_declared_length_beyond_body_max_gets_413)
{
	struct request r = good;

	post_configure("body_max = 2k\n");
	r.content_length = 2049;
	is_refused(post_request(&r), 413, TOO_LONG);
	r.content_length = SIZE_MAX - 1;
	is_refused(post_request(&r), 413, TOO_LONG);
	/* The body itself is too long, whatever length was declared. */
	r.body = body_of(2049);
	r.len = 2049;
	r.content_length = SIZE_MAX;
	is_refused(post_request(&r), 413, TOO_LONG);
	r.content_length = 1;
	is_refused(post_request(&r), 413, TOO_LONG);
}

TEST(a_wrong_length_gets_400)
{
	struct request r = { .request_method = "POST", .body = "{}", .len = 2 };

	r.content_length = 3;
	is_refused(post_request(&r), 400,
		   "the body has 2 bytes, but Content-Length is 3");
	r.content_length = 0;
	is_refused(post_request(&r), 400,
		   "the body has 2 bytes, but Content-Length is 0");
	r.content_length = SIZE_MAX;
	ck_assert_int_eq(post_request(&r).status, 200);
}

static const struct {
	const char *body;
	const char *where;
} unreadable[] = {
	{ "", "byte 0: the text is empty" },
	{ "[]", "byte 0: the text is not a JSON object" },
	{ "{\"a\":}", "byte 5: no JSON value begins like this" },
	{ "{\"a\":\"\xff\"}", "byte 6: this is not UTF-8" },
	{ "{\"a\":\"\t\"}",
	  "byte 6: a string may not hold a control character" },
	{ "{\"a\":1} x", "byte 8: something follows the object" },
	{ "{\"a\":\"\\uzzzz\"}",
	  "byte 8: \\\\u needs four hexadecimal digits" },
};

TEST_LOOP(a_body_that_is_not_an_object_gets_400_with_the_position,
	  ROWS(unreadable))
{
	char reason[128];

	snprintf(reason, sizeof reason, "the body is not one JSON object: %s",
		 unreadable[_i].where);
	is_refused(post_text(unreadable[_i].body), 400, reason);
}

TEST(a_body_in_another_encoding_is_named)
{
	static const char gzip[] = "\x1f\x8b\x08\x00\x00";

	is_refused(
	    post_text("\xef\xbb\xbf{}"), 400,
	    "the body is not one JSON object: byte 0: it begins with a byte "
	    "order mark (write it as UTF-8 without one)");
	is_refused(
	    post_text("\xff\xfe{"), 400,
	    "the body is not one JSON object: byte 0: it begins with a byte "
	    "order mark of UTF-16 (write it as UTF-8 without one)");
	is_refused(
	    post_bytes(gzip, sizeof gzip - 1), 400,
	    "the body is not one JSON object: byte 0: it begins with the mark "
	    "of gzip (it must not be compressed)");
	is_refused(
	    post_text("\x28\xb5\x2f\xfd"), 400,
	    "the body is not one JSON object: byte 0: it begins with the mark "
	    "of Zstandard (it must not be compressed)");
}

static const char *const mirrored[] = {
	"{}",
	"\r\n { \t } \n",
	"{\"a\":1}\n\n",
	"{\"a\" : 1,\n\"a\":2, \"\\u0061\":3}",
	"{\"n\":123456789012345678901234567890.10e+00,\"m\":-0.0}",
	"{\"s\":\"\\ud800 \\/ \\u0041 \x7f \xf0\x9f\x98\x80\"}",
	"{\"sipPassword\":\"secret\",\"sdp\":\"v=0\\r\\n\"}",
	"{\"callee\":1,\"callee\":null,\"port\":[],\"on\":\"yes\"}",
};

TEST_LOOP(the_response_has_the_bytes_of_the_request, ROWS(mirrored))
{
	struct response r = post_text(mirrored[_i]);

	ck_assert_int_eq(r.status, 200);
	ck_assert_str_eq(r.body, mirrored[_i]);
	ck_assert_uint_eq(r.len, strlen(mirrored[_i]));
}

TEST(a_body_of_a_megabyte_is_returned_byte_by_byte)
{
	char *body = body_of(1 << 20);
	struct response r = post_bytes(body, 1 << 20);

	ck_assert_int_eq(r.status, 200);
	ck_assert_uint_eq(r.len, 1 << 20);
	ck_assert(memcmp(r.body, body, r.len) == 0);
	/*
	 * No byte of a large request may appear in the response to a small one.
	 */
	ck_assert_str_eq(post_text("{}").body, "{}");
}

TEST(a_refusal_of_the_handler_gets_403)
{
	is_refused(post_text("{\"callee\":\"b\\u0061nned\"}"), 403,
		   "rule 7: nobody calls \\\"banned\\\"");
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"status\":403"));
	ck_assert_int_eq(post_text("{\"callee\":\"other\"}").status, 200);
}

TEST(a_broken_configuration_gets_503)
{
	struct response r;
	int tries;

	post_configure("strict = no\nbogus = 1\n");
	r = post_text(BODY);
	ck_assert_int_eq(r.status, 503);
	ck_assert_ptr_nonnull(
	    strstr(r.body, "/echoapp.conf:2: there is no key \\\"bogus\\\""));
	ck_assert_int_ne(access("state", F_OK), 0);
	write_file("echoapp.conf", "strict = no\n");
	/* The file is checked once a second. */
	for (tries = 0; tries < 500 && r.status != 200; tries++) {
		usleep(10000);
		r = post_text(BODY);
	}
	ck_assert_int_eq(r.status, 200);
	ck_assert_uint_eq(count_lines(journal_text()), 1);
}

TEST(a_changed_state_directory_is_used)
{
	struct service *s;
	struct answer a;
	struct request r = good;
	int tries;

	write_file("own.conf", "state_dir = one\nlog = server\n");
	s = serve_open("own.conf", NULL, NULL);
	ck_assert_ptr_null(serve_error(s));
	r.received = monotonic_now();
	serve_request(s, &method, &r, &a);
	ck_assert_ptr_nonnull(journal_path("one"));
	write_file("own.conf", "state_dir = another\nlog = server\n");
	for (tries = 0; tries < 500 && access("another", F_OK); tries++) {
		usleep(10000);
		serve_request(s, &method, &r, &a);
		ck_assert_int_eq(a.status, 200);
	}
	ck_assert_ptr_nonnull(journal_path("another"));
	serve_close(s);
}

TEST(a_message_about_a_hook_has_its_name_in_the_journal)
{
	const struct sockaddr_un at = { AF_UNIX, "journal" };
	const int journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	struct request r = good;
	struct service *s;
	struct answer a;
	char said[4096];
	ssize_t n;

	ck_assert_int_eq(bind(journal, (const void *)&at, sizeof at), 0);
	log_set_journal("journal");
	/* It cannot be written to. */
	write_file("own.conf", "state_dir = /proc/none\nlog = syslog\n");
	s = serve_open("own.conf", NULL, NULL);
	while (recv(journal, said, sizeof said, 0) > 0)
		;
	r.received = monotonic_now();
	serve_request(s, &method, &r, &a);
	n = recv(journal, said, sizeof said - 1, 0);
	ck_assert_int_gt(n, 0);
	said[n] = '\0';
	ck_assert_msg(strstr(said, "\nECHOAPP_HOOK=testHook\n") != NULL, "%s",
		      said);
	serve_close(s);
	close(journal);
}
