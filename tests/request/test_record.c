/* record: the members of a line, and their order. */

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/post.h"

static enum http_status
refuse_the_banned(struct exchange *x)
{
	return get_string(x, "banned")
		   ? refuse(x, HTTP_FORBIDDEN, "a \"rule\"\n")
		   : STEP_OK;
}

/* An unknown hook. */
const struct method method = {
	.summary = "a hook for tests",
	.authorize = refuse_the_banned,
};

/* The line as json-c reads it. */
static struct json_object *
parsed(const char *line)
{
	enum json_tokener_error error;
	struct json_object *o = json_tokener_parse_verbose(line, &error);

	ck_assert_msg(o != NULL, "%s: %s", json_tokener_error_desc(error),
		      line);
	return o;
}

static const char *
member_of(struct json_object *o, const char *name)
{
	struct json_object *value;

	ck_assert_msg(json_object_object_get_ex(o, name, &value), "%s in %s",
		      name, json_object_to_json_string(o));
	return json_object_get_string(value);
}

/* The names of a line's members in order, a blank after each. */
static const char *
order_of(const char *line)
{
	static char names[256];
	struct json_object *o = parsed(line);

	names[0] = '\0';
	json_object_object_foreach(o, name, value)
	{
		(void)value;
		strcat(names, name);
		strcat(names, " ");
	}
	json_object_put(o);
	return names;
}

#define CONTEXT                                                                \
	"\"sessionId\":\"s\",\"appKey\":\"a\\u0070p\",\"nodeId\":\"n/1\""

const struct test_setup test_setup = {
	.before = post_quietly,
};

TEST(the_first_members_have_a_fixed_order)
{
	post_text("{\"x\":1," CONTEXT "}");
	ck_assert_str_eq(order_of(journal_last_line()),
			 "time hook status us appKey nodeId sessionId warnings "
			 "body ");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(),
		   ",\"appKey\":\"a\\u0070p\",\"nodeId\":\"n/1\","
		   "\"sessionId\":\"s\",\"warnings\":[\"unknown hook\"],"
		   "\"body\":{\"x\":1," CONTEXT "}}"));
}

TEST(members_without_a_value_are_left_out)
{
	post_text("{\"appKey\":1,\"nodeId\":null,\"sessionId\":[\"s\"]}");
	ck_assert_str_eq(order_of(journal_last_line()),
			 "time hook status us warnings body ");
}

TEST(a_refusal_is_recorded_with_its_reason_and_peer)
{
	struct json_object *o;

	post_text("{\"banned\":\"x\"," CONTEXT "}");
	ck_assert_str_eq(order_of(journal_last_line()),
			 "time hook status us appKey nodeId sessionId reason "
			 "peer warnings body ");
	o = parsed(journal_last_line());
	ck_assert_str_eq(member_of(o, "status"), "403");
	ck_assert_str_eq(member_of(o, "reason"), "a \"rule\"\n");
	ck_assert_str_eq(member_of(o, "peer"), "127.0.0.1");
	json_object_put(o);
}

TEST(an_invalid_body_is_recorded_as_its_length)
{
	struct json_object *o;

	post_text("{\"password\":\"S3cret\",");
	ck_assert_str_eq(order_of(journal_last_line()),
			 "time hook status us reason peer bytes ");
	ck_assert_ptr_null(strstr(journal_last_line(), "S3cret"));
	o = parsed(journal_last_line());
	ck_assert_str_eq(member_of(o, "bytes"), "21");
	ck_assert_str_eq(member_of(o, "status"), "400");
	json_object_put(o);
}

TEST(an_unknown_peer_is_left_out)
{
	struct request r = {
		.request_method = "GET",
		.body = "",
		.content_length = SIZE_MAX,
	};

	ck_assert_int_eq(post_request(&r).status, 405);
	ck_assert_str_eq(order_of(journal_last_line()),
			 "time hook status us reason bytes ");
}

/* The time in the form 2026-11-23T10:48:07.123456Z. */
static void
print_now(char *into, size_t size)
{
	struct timespec now;
	struct tm tm;
	size_t n;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	n = strftime(into, size, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(into + n, size - n, ".%06ldZ", now.tv_nsec / 1000);
}

TEST(the_time_has_microseconds)
{
	char before[64], after[64];
	int i;

	/*
	 * Lasts longer than a second, because a part of the text is cached for
	 * a second.
	 */
	for (i = 0; i < 3; i++) {
		struct json_object *o;

		print_now(before, sizeof before);
		post_text("{}");
		print_now(after, sizeof after);
		o = parsed(journal_last_line());
		ck_assert_uint_eq(strlen(member_of(o, "time")), 27);
		ck_assert_str_ge(member_of(o, "time"), before);
		ck_assert_str_le(member_of(o, "time"), after);
		ck_assert_int_ge(atol(member_of(o, "us")), 0);
		json_object_put(o);
		usleep(400000);
	}
}

static const struct {
	const char *url;
	const char *hook;
} urls[] = {
	{ "/EchoApp/fooBar", "fooBar" },
	{ "/EchoApp/fooBar?x=/y/z", "fooBar" },
	{ "/EchoApp/fooBar#/y", "fooBar" },
	{ "/EchoApp/fooBar/", "fooBar" },
	{ "/EchoApp/fooBar///?x", "fooBar" },
	{ "fooBar", "fooBar" },
	{ "http://host:9091/EchoApp/index.php/fooBar", "fooBar" },
	{ "", "unnamed" },
	{ "/", "unnamed" },
	{ "?x", "unnamed" },
	{ "/EchoApp/../..", ".." },
	{ "/EchoApp/%00", "%00" },
	{ "/EchoApp/a%2fb%22", "a%2fb%22" },
	{ "/EchoApp/a\"b\\", "a\"b\\" },
	{ "/EchoApp/a\nb", "a\nb" },
	{ "/EchoApp/\x1b[31m", "\x1b[31m" },
	{ "/EchoApp/%s%n", "%s%n" },
	{ "/EchoApp/\xff", "\xef\xbf\xbd" },
	{ "/EchoApp/caf\xc3\xa9", "caf\xc3\xa9" },
};

static struct json_object *
line_for_url(const char *url)
{
	struct request r = {
		.request_method = "POST",
		.url = url,
		.body = "{}",
		.len = 2,
		.content_length = 2,
	};

	ck_assert_int_eq(post_request(&r).status, 200);
	return parsed(journal_last_line());
}

TEST_LOOP(an_unknown_hook_is_named_by_the_end_of_its_url, ROWS(urls))
{
	struct json_object *o = line_for_url(urls[_i].url);

	ck_assert_str_eq(member_of(o, "hook"), urls[_i].hook);
	ck_assert_uint_eq(count_lines(journal_text()), 1);
	json_object_put(o);
}

TEST(a_long_name_is_cut)
{
	char url[1002] = "/";
	struct json_object *o;

	memset(url + 1, 'n', 1000);
	url[1001] = '\0';
	o = line_for_url(url);
	ck_assert_uint_eq(strlen(member_of(o, "hook")), 64);
	json_object_put(o);
	/* The cut may be within a character. */
	memcpy(url + 64, "\xc3\xa9", 2);
	o = line_for_url(url);
	ck_assert_str_eq(member_of(o, "hook") + 63, "\xef\xbf\xbd");
	json_object_put(o);
}

/* Three hooks could not be recorded, one of which was refused. */
TEST(lost_hooks_are_counted)
{
	struct json_object *o;

	write_file("state", "in the way");
	ck_assert_int_eq(post_text("{}").status, 200);
	ck_assert_int_eq(post_text("[]").status, 400);
	ck_assert_int_eq(post_text("{\"banned\":\"x\"}").status, 403);
	ck_assert_int_eq(unlink("state"), 0);
	ck_assert_int_eq(post_text("{}").status, 200);
	ck_assert_str_eq(order_of(journal_last_line()),
			 "time hook status us warnings lost body ");
	o = parsed(journal_last_line());
	ck_assert_str_eq(member_of(o, "lost"), "3");
	json_object_put(o);
	post_text("{}");
	ck_assert_ptr_null(strstr(journal_last_line(), "\"lost\""));
	ck_assert_uint_eq(count_lines(journal_text()), 2);
}

TEST(hooks_that_cannot_be_recorded_are_refused_if_configured)
{
	struct response r;

	post_configure("on_state_error = refuse\nlog = server\n");
	write_file("state", "in the way");
	r = post_text("{}");
	ck_assert_int_eq(r.status, 503);
	ck_assert_str_eq(r.body, "{\"status\":503,\"reason\":\"the journal "
				 "cannot be written\"}");
	/* A hook that is refused anyway keeps its own reason. */
	ck_assert_int_eq(post_text("[]").status, 400);
	ck_assert_int_eq(post_text("{\"banned\":\"x\"}").status, 403);
	ck_assert_int_eq(unlink("state"), 0);
	ck_assert_int_eq(post_text("{}").status, 200);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"lost\":3"));
}

TEST(durability_disk_records_the_same_lines)
{
	post_configure("durability = disk\nlog = server\n");
	ck_assert_int_eq(post_text("{}").status, 200);
	ck_assert_uint_eq(count_lines(journal_text()), 1);
}
