/* Rules decide and respond like the PHP script that they replace. */

#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

#define ROUNDS 300

static const char rules[] =
    "allow connect if origin ~ "
    "\"(?i)^https?://([a-z0-9.-]*\\.)?example\\.com(:[0-9]*)?$\"\n"
    "deny  connect reason \"connect from our own pages\"\n"
    "set   connect sipLogin \"10001\" sipPassword @password\n"
    "deny  call if caller is nobody\n"
    "limit publishStream 1 active by name\n"
    "set   publishStream name \"x$0\" if name ~ \"^y\"\n"
    "hide  ConnectionStatusEvent sipLogin\n"
    "mute  StreamKeepAliveEvent\n";

static const char *const schemes[] = {
	"https://", "http://", "HTTPS://", "ftp://",
	"https:/",  "//",      "",	   " https://",
};
static const char *const users[] = {
	"", "", "", "", "a@", "example.com@", "example.com:80@"
};
static const char *const hosts[] = {
	"",    "www.",	    "WWW.",	 "a.b-c.",    ".",
	"not", "evil.net/", "evil.net?", "evil.net#", "xn--e1afmkfd.",
};
static const char *const domains[] = {
	"example.com",		"Example.COM", "example.net",
	"example.com.evil.net", "exampleXcom", "example.com.",
};
static const char *const ends[] = {
	"",
	":8443",
	":65535",
	":",
	":x",
	"/",
	"/example.com",
	"?",
	"#example.com",
	"\\n",
	"\\u0000",
	" ",
	"\\u00e9",
};
static const char *const strange[] = {
	"null",
	"1",
	"true",
	"[\"https://example.com\"]",
	"\"null\"",
	"\"\"",
	"{\"a\":\"https://example.com\"}",
};
static const char *const others[] = {
	"\"appKey\":\"defaultApp\"",
	"\"nodeId\":\"n@1\"",
	"\"sipLogin\":\"theirs\"",
	"\"sipPassword\":\"theirs\"",
	"\"sipPort\":5060",
	"\"mediaProviders\":[\"WebRTC\",\"MSE\",{}]",
	"\"custom\":{\"a\":{},\"b\":[],\"c\":[1,2.5,-0.25,null]}",
	"\"useWsTunnel\":false",
	"\"text\":\"\\u00e9\\ud83d\\ude00\\/\\\\\\\"\\t<>&'\"",
	"\"big\":9007199254740993",
	"\"restClientConfig\":{\"call\":{\"restOnError\":\"LOG\"}}",
	"\"\":0",
};

/* Returns the first word in most cases, because that one is valid. */
static const char *
one_of(const char *const *table, size_t count, uint64_t *r)
{
	return table[next_random(r) % 4 ? 0 : next_random(r) % count];
}

/* A random connect; its origin may be allowed. */
static void
invent_body(uint64_t *r, char *into, size_t size)
{
	size_t i, n = 0, count = ROWS(others);
	uint64_t kept = next_random(r), where = next_random(r) % count;
	char origin[256];

	snprintf(origin, sizeof origin, "\"%s%s%s%s%s\"",
		 one_of(schemes, ROWS(schemes), r),
		 one_of(users, ROWS(users), r), one_of(hosts, ROWS(hosts), r),
		 one_of(domains, ROWS(domains), r),
		 one_of(ends, ROWS(ends), r));
	if (next_random(r) % 12 == 0)
		snprintf(origin, sizeof origin, "%s",
			 strange[next_random(r) % ROWS(strange)]);
	n = (size_t)snprintf(into, size, "{");
	for (i = 0; i < count; i++) {
		if (i == where && next_random(r) % 16)
			n += (size_t)snprintf(into + n, size - n,
					      "\"origin\":%s,", origin);
		if (kept >> i & 1)
			n += (size_t)snprintf(into + n, size - n, "%s,",
					      others[i]);
	}
	snprintf(into + n, size - n, "\"last\":1}");
}

struct answered {
	int status;
	const char *body;
};

/* Runs the PHP script as CGI (RFC 3875). */
static struct answered
ask_php(const char *body)
{
	static char said[65536];
	char command[PATH_MAX + 512];
	const char *status;

	write_file("body", body);
	snprintf(command, sizeof command,
		 "REDIRECT_STATUS=200 REQUEST_METHOD=POST GATEWAY_INTERFACE="
		 "CGI/1.1 CONTENT_TYPE=application/json CONTENT_LENGTH=%zu "
		 "SCRIPT_FILENAME=%s php-cgi -n <body",
		 strlen(body), source_path("tests/fcgi/origin-lock.php"));
	run_shell(command, said, sizeof said);
	status = strncmp(said, "Status: ", 8) == 0 ? said + 8 : "200";
	ck_assert_ptr_nonnull(strstr(said, "\r\n\r\n"));
	return (struct answered){ atoi(status), strstr(said, "\r\n\r\n") + 4 };
}

static void
check_same(const char *body)
{
	struct response ours = web_post("/EchoApp/connect", body);
	struct answered php = ask_php(body);
	struct json_object *a, *b;

	ck_assert_msg(ours.status == php.status, "%s\nphp %d %s\nours %d %s",
		      body, php.status, php.body, ours.status, ours.body);
	if (ours.status != 200)
		return;
	a = json_tokener_parse(ours.body);
	b = json_tokener_parse(php.body);
	ck_assert_msg(a && b && json_object_equal(a, b), "%s\nphp %s\nours %s",
		      body, php.body, ours.body);
	json_object_put(a);
	json_object_put(b);
}

const struct test_setup test_setup = {
	.after = web_stop,
};

TEST(rules_decide_and_answer_as_the_php_does)
{
	char here[PATH_MAX], conf[PATH_MAX + 64], body[8192];
	uint64_t random = 20260301;
	int i;

	write_file("password", "geheim\n");
	ck_assert_int_eq(chmod("password", 0600), 0);
	write_file("rules.conf", rules);
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	snprintf(conf, sizeof conf, "rules = %s/rules.conf\n", here);
	web_start_with(conf);
	check_same("{\"origin\":\"https://www.example.com\"}");
	check_same("{\"origin\":\"https://www.example.net\"}");
	for (i = 0; i < ROUNDS; i++) {
		invent_body(&random, body, sizeof body);
		check_same(body);
	}
	/* With only refusals or only answers the test would prove nothing. */
	ck_assert_uint_gt(count_of(web_journal(), "\"status\":200"), 50);
	ck_assert_uint_gt(count_of(web_journal(), "\"status\":403"), 50);
	ck_assert_uint_eq(count_of(web_journal(), "geheim"), 0);
}
