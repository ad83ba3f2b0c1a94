/* The response to each kind of request, as a client sees it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/web_server.h"

#define MIB ((size_t)1024 * 1024)

static const char *const as_json[] = { "Content-Type: application/json", NULL };

/* Each response has a type and a length, and the length is right. */
static void
check_head(const struct response *g, int status)
{
	char length[64];

	ck_assert_msg(g->status == status, "%d, not %d: %s%s", g->status,
		      status, g->error ? g->error : "", g->body);
	ck_assert_str_eq(g->type, "application/json");
	snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n", g->len);
	ck_assert_msg(strstr(g->head, length) != NULL, "%s", g->head);
}

/* A refusal is JSON: its status, and a reason that contains these words. */
static void
check_refusal(const struct response *g, int status, const char *words)
{
	char begin[64];

	check_head(g, status);
	snprintf(begin, sizeof begin, "{\"status\":%d,\"reason\":\"", status);
	ck_assert_msg(strncmp(g->body, begin, strlen(begin)) == 0, "%s",
		      g->body);
	ck_assert_msg(strstr(g->body, words) != NULL, "%s: %s", words, g->body);
	ck_assert_str_eq(g->body + g->len - 2, "\"}");
}

static struct response
send_typed(const char *type, const char *body)
{
	const char *const headers[] = { type, NULL };
	struct client *c = client_new();
	struct response g = client_send(c, "POST", "/EchoApp/call", headers,
					body, strlen(body));

	client_free(c);
	return g;
}

static struct response
send_long(size_t len, const char *const *headers)
{
	struct client *c = client_new();
	char *body = malloc(len);
	struct response g;

	ck_assert_ptr_nonnull(body);
	memset(body, ' ', len);
	body[0] = '{';
	body[len - 1] = '}';
	g = client_send(c, "POST", "/EchoApp/callStatusEvent", headers, body,
			len);
	client_free(c);
	free(body);
	return g;
}

#define TEN "1234567890"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const char *const accepted[] = {
	"{}",
	" \t\r\n{ }\r\n\t ",
	"{\"callee\":\"1\",\"caller\":\"2\"}",
	"{\"caller\":\"2\",\"callee\":\"1\"}",
	"{\n  \"b\" : [ 1 , 2,\t3 ],\r\n  \"a\" : { }\n}\n",
	"{\"a\":\"\\u00e9\\u20AC\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"}",
	"{\"a\":\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"}",
	"{\"\\u0063allee\":\"1\",\"\":\"\"}",
	"{\"a\":1,\"a\":2,\"a\":{\"a\":1,\"a\":2}}",
	"{\"a\":" HUNDRED HUNDRED HUNDRED HUNDRED "}",
	"{\"a\":-0." HUNDRED HUNDRED HUNDRED HUNDRED "}",
	"{\"a\":1E+" TEN TEN ",\"b\":-0,\"c\":0.10,\"d\":1e-0}",
	"{\"a\":12345678901234567890123,\"b\":1.00}",
	"{\"a\":true,\"b\":false,\"c\":null}",
	"{\"a\":\"\\ud800\"}",
	"{\"callId\":null,\"callee\":{},\"hasAudio\":\"yes\"}",
};

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
};

TEST_LOOP(an_accepted_body_is_returned_byte_by_byte, ROWS(accepted))
{
	const char *body = accepted[_i];
	struct response g = web_post("/EchoApp/call", body);

	check_head(&g, 200);
	ck_assert_str_eq(g.body, body);
	ck_assert_uint_eq(g.len, strlen(body));
	g = web_post("/EchoApp/neverHeardOf", body);
	check_head(&g, 200);
	ck_assert_str_eq(g.body, body);
}

static const struct {
	const char *body;
	unsigned at;
} malformed[] = {
	{ "", 0 },
	{ "   ", 3 },
	{ "[]", 0 },
	{ "null", 0 },
	{ "\"{}\"", 0 },
	{ "{", 1 },
	{ "{\"a\":1", 6 },
	{ "{\"a\":1}x", 7 },
	{ "{} {}", 3 },
	{ "{\"a\":1,}", 7 },
	{ "{\"a\" 1}", 5 },
	{ "{a:1}", 1 },
	{ "{'a':1}", 1 },
	{ "{\"a\":01}", 6 },
	{ "{\"a\":+1}", 5 },
	{ "{\"a\":nul}", 5 },
	{ "{\"a\":NaN}", 5 },
	{ "{\"a\":[1,2}", 9 },
	{ "{\"a\":\"\n\"}", 6 },
	{ "{\"a\":\"\xff\"}", 6 },
	{ "{\"a\":\"\xc0\xaf\"}", 6 },
	{ "{\"a\":\"\xed\xa0\x80\"}", 6 },
	{ "{/**/}", 1 },
};

TEST_LOOP(a_body_that_is_not_one_object_is_refused_with_the_position,
	  ROWS(malformed))
{
	struct response g = web_post("/EchoApp/call", malformed[_i].body);
	char words[64];

	snprintf(words, sizeof words, "byte %u:", malformed[_i].at);
	check_refusal(&g, 400, words);
}

TEST(a_byte_order_mark_is_named)
{
	struct response g = web_post("/EchoApp/call", "\xef\xbb\xbf{}");

	check_refusal(&g, 400, "begins with a byte order mark");
}

TEST(objects_nest_up_to_64_levels)
{
	char body[256] = "{\"a\":";
	struct response g;

	memset(body + 5, '[', 63);
	memset(body + 5 + 63, ']', 63);
	body[5 + 126] = '}';
	g = web_post("/EchoApp/call", body);
	check_head(&g, 200);
	ck_assert_str_eq(g.body, body);
	memset(body + 5, '[', 64);
	memset(body + 5 + 64, ']', 64);
	body[5 + 128] = '}';
	g = web_post("/EchoApp/call", body);
	check_refusal(&g, 400, "byte 68:");
}

static const char *const json_types[] = {
	"Content-Type: application/json",
	"Content-Type: application/json;charset=UTF-8",
	"Content-Type: application/json; charset=utf-8",
	"Content-Type: application/json ; charset=utf-8",
	"Content-Type: APPLICATION/JSON",
	"Content-Type: application/vnd.flashphoner+json",
	"Content-Type:",
};

TEST_LOOP(json_and_no_content_type_are_accepted, ROWS(json_types))
{
	struct response g = send_typed(json_types[_i], "{\"a\":1}");

	check_head(&g, 200);
	ck_assert_str_eq(g.body, "{\"a\":1}");
}

static const char *const other_types[] = {
	"Content-Type: text/plain",
	"Content-Type: text/plain; charset=application/json",
	"Content-Type: text/json",
	"Content-Type: application/x-www-form-urlencoded",
	"Content-Type: multipart/form-data; boundary=json",
	"Content-Type: application/jsonp",
	"Content-Type: application/jsonx; a=+json",
	"Content-Type: application/+json",
	"Content-Type: application/xml",
	"Content-Type: ;application/json",
};

TEST_LOOP(content_types_that_forms_can_send_are_refused, ROWS(other_types))
{
	struct response g = send_typed(other_types[_i], "{\"a\":1}");

	check_refusal(&g, 415, "application/json");
}

TEST(other_verbs_than_post_are_refused)
{
	static const char *const verbs[] = { "GET", "PUT", "DELETE", "PATCH" };
	struct client *c = client_new();
	size_t i;

	for (i = 0; i < ROWS(verbs); i++) {
		struct response g =
		    client_send(c, verbs[i], "/EchoApp/call", as_json,
				strcmp(verbs[i], "GET") ? "{}" : NULL, 2);

		check_refusal(&g, 405, "POST");
		ck_assert_ptr_nonnull(strstr(g.head, "\r\nAllow: POST\r\n"));
	}
	client_free(c);
}

TEST(head_is_refused_without_a_body)
{
	struct client *c = client_new();
	struct response g =
	    client_send(c, "HEAD", "/EchoApp/call", NULL, NULL, 0);

	ck_assert_int_eq(g.status, 405);
	ck_assert_uint_eq(g.len, 0);
	ck_assert_str_eq(g.type, "application/json");
	ck_assert_ptr_nonnull(strstr(g.head, "\r\nAllow: POST\r\n"));
	g = client_post(c, "/EchoApp/call", "{}", 2);
	check_head(&g, 200);
	ck_assert_int_eq(g.connects, 0);
	client_free(c);
}

TEST(body_max_is_the_longest_body)
{
	struct response g = send_long(MIB, as_json);

	check_head(&g, 200);
	ck_assert_uint_eq(g.len, MIB);
	g = send_long(MIB + 1, as_json);
	check_refusal(&g, 413, "1048576");
}

TEST(a_chunked_body_has_the_same_limit)
{
	static const char *const headers[] = {
		"Content-Type: application/json",
		"Transfer-Encoding: chunked",
		"Expect:",
		NULL,
	};
	struct response g = send_long(MIB, headers);

	check_head(&g, 200);
	ck_assert_uint_eq(g.len, MIB);
	g = send_long(MIB + 1, headers);
	check_refusal(&g, 413, "1048576");
}

/* The peak memory of the largest program with that name, KiB. */
static long
peak_of(const char *program)
{
	pid_t at[PROCESSES_MAX];
	size_t n = processes(program, at, PROCESSES_MAX), i;
	long most = 0;

	ck_assert_uint_gt(n, 0);
	ck_assert_uint_le(n, PROCESSES_MAX);
	for (i = 0; i < n; i++)
		if (process_peak(at[i]) > most)
			most = process_peak(at[i]);
	return most;
}

/* The web server stops what is much longer. */
TEST(a_body_beyond_body_max_is_refused_without_being_kept)
{
	struct response g = send_long(MIB, as_json);
	long before = peak_of("callStatusEvent.fcgi"), after;
	size_t lines = web_whole_lines();
	int i;

	check_head(&g, 200);
	for (i = 0; i < 3; i++) {
		g = send_long(MIB + 1, as_json);
		check_refusal(&g, 413, "1048576");
		g = send_long(50 * MIB, as_json);
		ck_assert_int_eq(g.status, 413);
		ck_assert_str_ne(g.type, "application/json");
	}
	after = peak_of("callStatusEvent.fcgi");
	ck_assert_uint_eq(web_whole_lines(), lines + 3);
	ck_assert_msg(after - before < 16 * 1024, "%ld KiB, then %ld", before,
		      after);
}

TEST(a_body_beyond_any_body_max_is_refused_by_the_web_server)
{
	struct response g = send_long(70 * MIB, as_json);

	ck_assert_int_eq(g.status, 413);
	g = web_post("/EchoApp/call", "{}");
	check_head(&g, 200);
}

TEST(a_chunked_body_is_put_together)
{
	static const char request[] = "POST /EchoApp/call HTTP/1.1\r\n"
				      "Host: localhost\r\n"
				      "Content-Type: application/json\r\n"
				      "Transfer-Encoding: chunked\r\n"
				      "Connection: close\r\n\r\n"
				      "4\r\n{\"a\"\r\n"
				      "1;extension=1\r\n:\r\n"
				      "00a\r\n\"bcdefgh\"}\r\n"
				      "0\r\n\r\n";
	char *answer = web_raw(request, sizeof request - 1, NULL);

	ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 200 OK\r\n"));
	ck_assert_ptr_nonnull(strstr(answer, "\r\nContent-Length: 15\r\n"));
	ck_assert_ptr_nonnull(strstr(answer, "\r\n\r\n{\"a\":\"bcdefgh\"}"));
}

TEST(a_client_that_expects_100_continue_gets_it)
{
	static const char *const headers[] = {
		"Content-Type: application/json",
		"Expect: 100-continue",
		NULL,
	};
	struct client *c = client_new();
	struct response g =
	    client_send(c, "POST", "/EchoApp/call", headers, "{\"a\":1}", 7);

	ck_assert_ptr_nonnull(strstr(g.head, "HTTP/1.1 100 Continue\r\n"));
	check_head(&g, 200);
	ck_assert_str_eq(g.body, "{\"a\":1}");
	client_free(c);
}
