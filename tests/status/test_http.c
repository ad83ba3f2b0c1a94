/* The API: its HTTP, and which clients it refuses. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

static const char *const uris[] = {
	"/status/",
	"/status/health",
	"/status/calls",
	"/status/connections",
	"/status/streams",
	"/status/messages",
	"/status/registrations",
	"/status/events",
	"/status/refusals",
	"/status/series",
	"/status/cdr.csv",
	"/metrics",
	"/status/calls/a",
	"/status/events?outcome=refused",
	"/status/batch?ask=health&ask=calls&ask=events",
};

static void
have_a_call(void)
{
	timestamp t = state_now() - HOUR_US;

	state_put(t, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	state_put_call(t, "a", "10001", "10002");
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST(an_unchanged_response_is_not_sent_again)
{
	struct response one, two;

	have_a_call();
	one = status_get("/status/calls");
	ck_assert_uint_gt(strlen(response_header(&one, "ETag")), 2);
	two = status_ask("GET", "127.0.0.1", response_header(&one, "ETag"),
			 "/status/calls");
	ck_assert_int_eq(two.status, 304);
	ck_assert_str_eq(two.body, "");
	ck_assert_str_eq(response_header(&two, "ETag"),
			 response_header(&one, "ETag"));
	state_put_call(state_now() - HOUR_US, "b", "10001", "10002");
	two = status_ask("GET", "127.0.0.1", response_header(&one, "ETag"),
			 "/status/calls");
	ck_assert_int_eq(two.status, 200);
	ck_assert_str_ne(response_header(&two, "ETag"),
			 response_header(&one, "ETag"));
}

TEST(head_has_the_length_and_no_body)
{
	size_t i;

	have_a_call();
	for (i = 0; i < ROWS(uris); i++) {
		struct response get = status_get("%s", uris[i]);
		struct response head =
		    status_ask("HEAD", "127.0.0.1", NULL, uris[i]);

		ck_assert_msg(get.status == 200, "%s: %s", uris[i], get.body);
		ck_assert_int_eq(head.status, 200);
		ck_assert_str_eq(head.body, "");
		ck_assert_str_eq(response_header(&head, "Content-Type"),
				 response_header(&get, "Content-Type"));
		ck_assert_int_eq(atoi(response_header(&get, "Content-Length")),
				 strlen(get.body));
		ck_assert_int_gt(atoi(response_header(&head, "Content-Length")),
				 0);
	}
}

TEST(no_cache_stores_a_response)
{
	size_t i;

	have_a_call();
	for (i = 0; i < ROWS(uris); i++) {
		struct response get = status_get("%s", uris[i]);

		ck_assert_str_eq(response_header(&get, "Cache-Control"),
				 "no-store");
	}
}

TEST(only_get_and_head_are_accepted)
{
	static const char *const verbs[] = { "POST", "PUT", "DELETE", "PATCH",
					     "OPTIONS" };
	size_t i;

	for (i = 0; i < ROWS(verbs); i++) {
		struct response h =
		    status_ask(verbs[i], "127.0.0.1", NULL, "/status/calls");

		ck_assert_int_eq(h.status, 405);
		ck_assert_str_eq(response_header(&h, "Allow"), "GET, HEAD");
	}
}

TEST(other_machines_are_refused)
{
	static const char *const peers[] = { "192.0.2.1", "10.0.0.1",
					     "::2",	  "2001:db8::1",
					     "",	  "localhost",
					     NULL };
	size_t i, j;

	have_a_call();
	for (i = 0; i < ROWS(uris); i++)
		for (j = 0; j < ROWS(peers); j++) {
			struct response h =
			    status_ask("GET", peers[j], NULL, uris[i]);

			ck_assert_int_eq(h.status, 403);
			ck_assert_ptr_nonnull(strstr(h.body, "watchers"));
			ck_assert_ptr_null(strstr(h.body, "10002"));
		}
	ck_assert_int_eq(
	    status_ask("GET", "::ffff:127.0.0.1", NULL, "/status/").status,
	    200);
	ck_assert_int_eq(status_ask("GET", "::1", NULL, "/status/").status,
			 200);
}

TEST(watchers_lists_the_allowed_networks)
{
	have_a_call();
	write_file("echoapp.conf", "watchers = 192.0.2.0/24\n"
				   "watchers = 2001:db8::/32\n");
	ck_assert_int_eq(
	    status_ask("GET", "192.0.2.7", NULL, "/status/calls").status, 200);
	ck_assert_int_eq(
	    status_ask("GET", "2001:db8::7", NULL, "/status/calls").status,
	    200);
	ck_assert_int_eq(
	    status_ask("GET", "127.0.0.1", NULL, "/status/calls").status, 403);
}

static void
check_has_no_data(const char *name, const char *uri)
{
	struct response h = status_get_from(name, uri);

	ck_assert_msg(h.status == 403, "%s: %s", name, h.body);
	ck_assert_ptr_nonnull(strstr(h.body, "page_hosts"));
	ck_assert_ptr_nonnull(response_json(&h));
	ck_assert_ptr_null(strstr(h.body, "10002"));
}

/* A foreign host name may resolve to this server (DNS rebinding). */
TEST(an_unknown_host_name_gets_no_data)
{
	static const char *const ours[] = {
		"localhost",	 "LocalHost:9091",
		"127.0.0.1",	 "127.0.0.1:80",
		"[::1]",	 "[::1]:9091",
		"10.1.2.3:9091", "[2001:db8::7]",
		"localhost.",	 "",
	};
	static const char *const others[] = {
		"evil.example",
		"evil.example:9091",
		"localhost.evil.example",
		"127.0.0.1.evil.example",
		"[::1].evil.example",
		"[::1",
		"[evil.example]",
		"::1",
		"localhost:9091:evil",
		"localhost:evil",
		"evil.example:@127.0.0.1",
		".",
		"\xff\"",
		"a-name-that-is-longer-than-any-name-can-be.a-name-that-is-"
		"longer-than-any-name-can-be.a-name-that-is-longer-than-any-"
		"name-can-be.a-name-that-is-longer-than-any-name-can-be."
		"a-name-that-is-longer-than-any-name-can-be.a-name-that-is-"
		"longer-than-any-name-can-be.localhost",
	};
	size_t i;

	have_a_call();
	for (i = 0; i < ROWS(ours); i++)
		ck_assert_int_eq(
		    status_get_from(ours[i], "/status/calls").status, 200);
	for (i = 0; i < ROWS(others); i++)
		check_has_no_data(others[i], "/status/calls");
	for (i = 0; i < ROWS(uris); i++)
		check_has_no_data(others[0], uris[i]);
}

TEST(page_hosts_lists_the_allowed_host_names)
{
	have_a_call();
	write_file("echoapp.conf", "page_hosts = Echo.example, other\n");
	ck_assert_int_eq(
	    status_get_from("echo.example:9091", "/status/").status, 200);
	ck_assert_int_eq(status_get_from("OTHER", "/metrics").status, 200);
	ck_assert_int_eq(status_get_from("127.0.0.1", "/metrics").status, 200);
	ck_assert_int_eq(status_get_from("x.echo.example", "/status/").status,
			 403);
	ck_assert_int_eq(status_get_from("example", "/status/").status, 403);
	/* A broken configuration has no page_hosts. */
	write_file("echoapp.conf", "page_hosts = echo.example\nstrict = x\n");
	ck_assert_int_eq(
	    status_get_from("echo.example", "/status/health").status, 403);
	ck_assert_int_eq(status_get_from("localhost", "/status/health").status,
			 200);
}

static const char *const sites[] = { "same-origin", "same-site", "none", "" };

TEST(a_page_of_another_site_gets_no_data)
{
	struct response h;
	size_t i;

	have_a_call();
	for (i = 0; i < ROWS(uris); i++) {
		h = status_get_with("HTTP_SEC_FETCH_SITE", "cross-site",
				    uris[i]);
		ck_assert_msg(h.status == 403, "%s: %s", uris[i], h.body);
		ck_assert_ptr_nonnull(strstr(h.body, "another site"));
		ck_assert_ptr_null(strstr(h.body, "10002"));
	}
	for (i = 0; i < ROWS(sites); i++)
		ck_assert_int_eq(status_get_with("HTTP_SEC_FETCH_SITE",
						 sites[i], "/status/calls")
				     .status,
				 200);
}

/* Responses have only chosen members, whichever program wrote the line. */
TEST(a_secret_in_a_line_is_not_sent)
{
	timestamp t = state_now() - HOUR_US;
	size_t i;

	state_put(
	    t, "connect", 200, "s",
	    "\"sipLogin\":\"10001\",\"sipPassword\":\"hunter2\","
	    "\"authToken\":\"hunter2\",\"custom\":{\"token\":\"hunter2\"},"
	    "\"Authorization\":\"hunter2\",\"password\":\"hunter2\"");
	state_put(t, "call", 403, "s",
		  "\"callId\":\"a\",\"token\":\"hunter2\"");
	state_put(t, "sendMessage", 200, "s",
		  "\"id\":\"m\",\"from\":\"1\",\"body\":\"hunter2\"");
	write_file("secrets", "hunter2\n");
	chmod("secrets", 0600);
	write_file("echoapp.conf", "auth = hmac\nsecret_file = secrets\n");
	for (i = 0; i < ROWS(uris); i++) {
		struct response h = status_get("%s", uris[i]);

		ck_assert_msg(h.status == 200, "%s: %s", uris[i], h.body);
		ck_assert_msg(!strstr(h.body, "hunter2"), "%s: %s", uris[i],
			      h.body);
	}
}

TEST(a_broken_configuration_is_reported_without_its_path)
{
	struct response h;

	have_a_call();
	write_file("echoapp.conf", "strict = perhaps\n");
	h = status_get("/status/health");
	ck_assert_int_eq(h.status, 200);
	ck_assert_str_eq(json_text_of(response_json(&h), "well"), "false");
	ck_assert_ptr_nonnull(strstr(h.body, "echoapp.conf:1: strict"));
	ck_assert_ptr_null(strstr(h.body, "/tmp"));
	h = status_get("/status/calls");
	ck_assert_int_eq(h.status, 503);
	ck_assert_ptr_null(strstr(h.body, "/tmp"));
	h = status_get("/metrics");
	ck_assert_ptr_nonnull(
	    strstr(h.body, "echoapp_config_valid{file=\"echoapp.conf\"} 0\n"));
	ck_assert_int_eq(
	    status_ask("GET", "192.0.2.7", NULL, "/status/health").status, 403);
}

TEST(broken_rules_are_reported_without_their_path)
{
	struct response h;

	have_a_call();
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("rules.conf", "deny call\nnonsense\n");
	h = status_get("/status/health");
	ck_assert_str_eq(json_text_of(response_json(&h), "well"), "false");
	ck_assert_ptr_nonnull(strstr(h.body, "\"rules.conf:2: "));
	ck_assert_ptr_null(strstr(h.body, "/tmp"));
	write_file("rules.conf", "deny call\n");
	ck_assert_str_eq(json_text_of(status_json("/status/health"), "well"),
			 "true");
}

TEST(no_response_contains_a_path_of_the_disk)
{
	static const char *const confs[] = {
		"rules = /nowhere/at/all/rules.conf\n",
		"rules = rules.conf\n",
		"rest_client_config = /nowhere/at/all/x.json\n",
		"auth = hmac\nsecret_file = /nowhere/at/all/secrets\n",
		"auth = basic\npasswd_file = /nowhere/at/all/passwd\n",
		"strict = /nowhere/at/all\n",
		"/nowhere/at/all\n",
	};
	size_t i;

	have_a_call();
	write_file("rules.conf",
		   "deny call if caller in /nowhere/at/all/list\n");
	for (i = 0; i < ROWS(confs); i++) {
		struct response h;

		write_file("echoapp.conf", confs[i]);
		h = status_get("/status/health");
		ck_assert_int_eq(h.status, 200);
		ck_assert_ptr_nonnull(response_json(&h));
		ck_assert_str_eq(json_text_of(response_json(&h), "well"),
				 "false");
		ck_assert_msg(!strstr(h.body, "nowhere") &&
				  !strstr(h.body, "/at/"),
			      "%s: %s", confs[i], h.body);
		/* The message has the error without the path. */
		ck_assert_ptr_nonnull(strstr(h.body, "error\":\""));
		h = status_get("/status/calls");
		ck_assert_ptr_null(strstr(h.body, "nowhere"));
	}
}

TEST(a_damaged_index_is_rebuilt)
{
	have_a_call();
	status_json("/status/calls");
	write_file("state/index.db", "this is no database at all, and longer");
	ck_assert_str_eq(
	    status_values(status_json("/status/calls"), "rows", "callid"), "a");
}

TEST(health_counts_entities_and_hooks)
{
	struct json_object *o, *inside;

	have_a_call();
	state_put(state_now(), "call", 200, "s", "\"callId\":\"b\"");
	state_put(state_now(), "call", 403, "s", "\"callId\":\"c\"");
	history_append("state", state_day_file(state_now()), "no line\n", 8);
	o = status_json("/status/health");
	json_object_object_get_ex(o, "live", &inside);
	ck_assert_str_eq(json_text_of(inside, "call"), "1");
	ck_assert_str_eq(json_text_of(inside, "connection"), "1");
	json_object_object_get_ex(o, "hooks", &inside);
	ck_assert_str_eq(json_text_of(inside, "answered"), "6");
	ck_assert_str_eq(json_text_of(inside, "refused"), "1");
	ck_assert_str_eq(json_text_of(inside, "unreadable"), "1");
	ck_assert_str_eq(json_text_of(o, "well"), "false");
	json_object_object_get_ex(o, "index", &inside);
	ck_assert_str_eq(json_text_of(inside, "lag_bytes"), "0");
}
