/* No input stops the server or damages the journal. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

#define KIB ((size_t)1024)

/*
 * How many hooks the journal tells of: its lines, and the refusals that are
 * only counted because so many came in a second (request/refusal_log.h).
 */
static size_t
recorded(void)
{
	size_t count = web_whole_lines();
	const char *at = web_journal();

	while ((at = strstr(at, "\"suppressed\":"))) {
		at += strlen("\"suppressed\":");
		count += strtoul(at, NULL, 10);
	}
	return count;
}

/*
 * The journal tells of `more` hooks more, and the next hook succeeds.  A
 * refusal that was held is written a second later.
 */
static void
check_unharmed(size_t before, size_t more)
{
	const double end = seconds_now() + 5;
	struct response g =
	    web_post("/EchoApp/callStatusEvent", "{\"good\":1}");

	ck_assert_msg(g.status == 200, "%d %s", g.status, g.error);
	ck_assert_str_eq(g.body, "{\"good\":1}");
	while (recorded() < before + more + 1 && seconds_now() < end)
		usleep(100000);
	ck_assert_uint_eq(recorded(), before + more + 1);
}

static void
check_body(const char *body, size_t len, int status)
{
	size_t before = recorded();
	struct client *c = client_new();
	struct response g = client_post(c, "/EchoApp/call", body, len);

	ck_assert_msg(g.status == status, "%d, not %d: %.80s", g.status, status,
		      g.body);
	if (status == 200) {
		ck_assert_uint_eq(g.len, len);
		ck_assert_mem_eq(g.body, body, len);
	} else {
		ck_assert_str_eq(g.type, "application/json");
	}
	client_free(c);
	check_unharmed(before, 1);
}

#define TEN "1234567890"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct {
	const char *body;
	size_t len;
	int status;
} bodies[] = {
#define BODY(text, status)                                                     \
	{                                                                      \
		text, sizeof(text) - 1, status                                 \
	}
	BODY("", 400),
	BODY("\0", 400),
	BODY("{\"a\":1}\0", 400),
	BODY("{\"a\":\"\0\"}", 400),
	BODY("{\"a\0b\":1}", 400),
	BODY("{\"a\\u0000b\":\"\\u0000\"}", 200),
	BODY("{\"appKey\":\"\\u0000\",\"nodeId\":\"a\\u0000b\"}", 200),
	BODY("{\"a\":\"\\ud800\"}", 200),
	BODY("{\"a\":\"\\udc00\\ud800x\"}", 200),
	BODY("{\"\\ud800\":{\"\\udfff\":[\"\\ud83d\"]}}", 200),
	BODY("{\"appKey\":\"\\ud800\",\"sessionId\":\"\\udc00\"}", 200),
	BODY("{\"a\":\"\xff\xfe\"}", 400),
	BODY("{\"a\":\"\xed\xa0\x80\"}", 400),
	BODY("{\"a\":\"\xf4\x90\x80\x80\"}", 400),
	BODY("{\"a\":\"\xe2\x82\"}", 400),
	BODY("{\"\xff\":1}", 400),
	BODY("{\"a\":\"\x1b[31m\"}", 400),
	BODY("{\"a\":\"\\u001b[31m\\u0007\\n\"}", 200),
	BODY("{\"appKey\":\"\\u001b]0;x\\u0007\\n{\\\"time\\\":1}\"}", 200),
	BODY("{\n\"a\"\n:\n1\n}\n", 200),
	BODY("{\"a\":1,\"a\":2,\"appKey\":\"x\",\"appKey\":\"y\"}", 200),
	BODY("{\"token\":\"1\",\"token\":{\"a\":[]}}", 200),
	BODY("{\"a\":" HUNDRED HUNDRED HUNDRED HUNDRED "}", 200),
	BODY("{\"a\":1e" HUNDRED HUNDRED HUNDRED HUNDRED "}", 200),
	BODY("{\"a\":\"../../../etc/passwd\"}", 200),
	BODY("{\"appKey\":\"../../../tmp/x\",\"sessionId\":\"%s%n\"}", 200),
	BODY("%s%n%s%n", 400),
#undef BODY
};

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
};

TEST_LOOP(unusual_bodies_are_answered_and_recorded, ROWS(bodies))
{
	check_body(bodies[_i].body, bodies[_i].len, bodies[_i].status);
}

/*
 * Sends an object with `deep` times `open`, a value, and `deep` times `close`.
 */
static void
check_nested(const char *open, const char *close, size_t deep)
{
	size_t i, n = 0, room = deep * (strlen(open) + strlen(close)) + 64;
	char *body = malloc(room);

	ck_assert_ptr_nonnull(body);
	n += (size_t)sprintf(body + n, "{\"a\":");
	for (i = 0; i < deep; i++)
		n += (size_t)sprintf(body + n, "%s", open);
	n += (size_t)sprintf(body + n, "1");
	for (i = 0; i < deep; i++)
		n += (size_t)sprintf(body + n, "%s", close);
	n += (size_t)sprintf(body + n, "}");
	check_body(body, n, 400);
	free(body);
}

TEST(deep_nesting_is_refused)
{
	check_nested("[", "]", 10000);
	check_nested("{\"a\":", "}", 10000);
	check_nested("[", "", 100000);
	check_nested("[{\"a\":", "}]", 65);
}

static void
check_member(size_t name, size_t value)
{
	char *body = malloc(name + value + 16), *at = body;

	ck_assert_ptr_nonnull(body);
	at += sprintf(at, "{\"");
	memset(at, 'k', name);
	at += name;
	at += sprintf(at, "\":\"");
	memset(at, 'v', value);
	at += value;
	at += sprintf(at, "\"}");
	check_body(body, (size_t)(at - body), 200);
	free(body);
}

TEST(keys_and_values_of_any_size_are_accepted)
{
	check_member(16 * KIB, 1);
	check_member(1, 16 * KIB);
	check_member(300 * KIB, 300 * KIB);
}

TEST(random_bytes_are_answered)
{
	struct client *c = client_new();
	size_t before = recorded(), i;
	uint64_t random = 42;
	char body[256];
	int n;

	for (n = 0; n < 500; n++) {
		size_t len = next_random(&random) % sizeof body;
		struct response g;

		for (i = 0; i < len; i++)
			body[i] = (char)next_random(&random);
		if (n % 2 && len > 0)
			body[0] = '{';
		g = client_post(c, "/EchoApp/callStatusEvent", body, len);
		ck_assert_msg(g.status == 400 || g.status == 200, "%d",
			      g.status);
	}
	client_free(c);
	check_unharmed(before, 500);
}

/* Sends the beginning of a request and disconnects; `hard`: with a reset. */
static void
leave_after(const char *bytes, size_t len, bool hard)
{
	struct linger now = { .l_onoff = 1, .l_linger = 0 };
	int fd = web_connect();

	ck_assert_int_eq(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
	if (hard)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(fd);
}

#define HEAD                                                                   \
	"POST /EchoApp/call HTTP/1.1\r\nHost: localhost\r\n"                   \
	"Content-Type: application/json\r\n"
#define REQUEST HEAD "Content-Length: 13\r\n\r\n{\"left\":true}"

TEST(an_unfinished_request_is_not_recorded)
{
	size_t before = recorded(), i;

	for (i = 1; i < sizeof REQUEST - 1; i++)
		leave_after(REQUEST, i, i % 2);
	usleep(200000);
	check_unharmed(before, 0);
}

TEST(a_client_that_does_not_wait_for_the_answer_does_no_harm)
{
	size_t before = recorded(), lines, i;
	struct response g;

	for (i = 0; i < 300; i++)
		leave_after(REQUEST, sizeof REQUEST - 1, i % 2);
	usleep(500000);
	g = web_post("/EchoApp/call", "{\"good\":1}");
	ck_assert_int_eq(g.status, 200);
	lines = recorded();
	ck_assert_uint_gt(lines, before);
	ck_assert_uint_le(lines, before + 301);
}

TEST(a_body_shorter_than_its_length_is_not_recorded)
{
	size_t before = recorded();
	int i;

	for (i = 0; i < 20; i++)
		leave_after(HEAD "Content-Length: 100\r\n\r\n{}",
			    sizeof(HEAD "Content-Length: 100\r\n\r\n{}") - 1,
			    i % 2);
	usleep(200000);
	check_unharmed(before, 0);
}

TEST(a_body_longer_than_its_length_is_cut_off)
{
	size_t before = recorded();
	char *answer = web_raw(
	    HEAD "Content-Length: 5\r\n\r\n{\"a\":1}",
	    sizeof(HEAD "Content-Length: 5\r\n\r\n{\"a\":1}") - 1, NULL);

	ck_assert_msg(strncmp(answer, "HTTP/1.1 400 ", 13) == 0, "%s", answer);
	ck_assert_ptr_nonnull(strstr(answer, "byte 5:"));
	check_unharmed(before, 1);
}

static const char *const lengths[] = {
	"Content-Length: -1\r\n",
	"Content-Length: 2x\r\n",
	"Content-Length: 99999999999999999999999999\r\n",
	"Content-Length: 2\r\nContent-Length: 3\r\n",
	"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
	"Transfer-Encoding: chunked, chunked\r\n",
	"Transfer-Encoding: gzip\r\n",
};

/* Whatever the response is, the server must go on. */
TEST_LOOP(invalid_lengths_do_no_harm, ROWS(lengths))
{
	char request[1024];
	int n = snprintf(request, sizeof request,
			 HEAD "%sConnection: close\r\n\r\n{}", lengths[_i]);
	char *answer = web_raw(request, (size_t)n, NULL);
	struct response g;

	ck_assert_msg(strncmp(answer, "HTTP/1.1 4", 10) == 0 ||
			  strncmp(answer, "HTTP/1.1 501", 12) == 0,
		      "%s: %s", lengths[_i], answer);
	g = web_post("/EchoApp/call", "{}");
	ck_assert_int_eq(g.status, 200);
	recorded();
}

static const char *const names[] = {
	"../../../../etc/passwd",
	"..%2f..%2f..%2fetc%2fpasswd",
	"%2e%2e/%2e%2e/%2e%2e/tmp/echoapp-was-here",
	"..\\..\\x",
	"a%00b",
	"%00",
	"a%0ab",
	"a%0d%0aX-Injected:%201",
	"%1b[31mred",
	"%1b]0;title%07",
	"%9b31m",
	"%7f",
	"a\x1b[31mb",
	"a\x01\x02\x7f",
	"\"quoted\"",
	"%22,%22status%22:500,%22x%22:%22",
	"\",\"status\":500,\"x\":\"",
	"'; DROP TABLE call; --",
	"%s%n%s%n",
	"\xff\xfe\xc0\xaf",
	"%ff%fe%c0%af",
	"\xc3\xa9\xe2\x82\xac",
	"%c3%a9",
	"\\u0000\\",
	"call%",
	"call%zz",
	"call;jsessionid=1",
	"call#fragment",
	"<script>alert(1)</script>",
};

/* lighttpd refuses some names; those that reach a program are recorded. */
static void
check_name(const char *name)
{
	static char request[16384];
	size_t before = recorded();
	char *answer;
	int status;
	int n;

	n = snprintf(request, sizeof request,
		     "POST /EchoApp/%s HTTP/1.1\r\nHost: localhost\r\n"
		     "Content-Type: application/json\r\n"
		     "Content-Length: 2\r\nConnection: close\r\n\r\n{}",
		     name);
	answer = web_raw(request, (size_t)n, NULL);
	ck_assert_msg(strncmp(answer, "HTTP/1.1 ", 9) == 0, "%s: %s", name,
		      answer);
	status = atol(answer + 9);
	ck_assert_msg(status == 200 || status == 400 || status == 404, "%s: %s",
		      name, answer);
	ck_assert_ptr_null(strstr(answer, "\r\nX-Injected"));
	check_unharmed(before, status == 200);
	ck_assert_ptr_null(strstr(web_journal(), "\"status\":500"));
}

TEST_LOOP(unusual_hook_names_do_no_harm, ROWS(names))
{
	check_name(names[_i]);
}

TEST(long_hook_names_do_no_harm)
{
	static char name[7001];
	size_t i;

	memset(name, 'n', 7000);
	check_name(name);
	for (i = 0; i + 3 <= 6999; i += 3)
		memcpy(name + i, "%41", 3);
	check_name(name);
	for (i = 0; i + 3 <= 6999; i += 3)
		memcpy(name + i, "../", 3);
	check_name(name);
}

TEST(only_the_journal_and_what_is_known_of_it_are_written)
{
	char command[512], said[8192], want[512];
	const char *day = journal_path(web_state_dir());

	ck_assert_ptr_nonnull(day);
	snprintf(command, sizeof command,
		 "cd %s && find . -type f |"
		 " grep -v -e '^./state/index[.]' -e '^./state/records.log$'"
		 " -e '^./state/in_force.json$' -e '^./state/losses.json$' |"
		 " LC_ALL=C sort",
		 web_dir());
	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
	snprintf(want, sizeof want,
		 "./echoapp.conf\n./server.log\n./state/journal/%s\n",
		 strrchr(day, '/') + 1);
	ck_assert_str_eq(said, want);
	snprintf(command, sizeof command,
		 "stat -c %%a %s/state %s/state/journal %s", web_dir(),
		 web_dir(), day);
	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
	ck_assert_str_eq(said, "700\n700\n600\n");
	ck_assert_int_ne(access("/tmp/echoapp-was-here", F_OK), 0);
}
