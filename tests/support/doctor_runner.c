/* doctored - runs echoappctl doctor, and reads what it says. */

#include "doctor_runner.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "harness.h"

#define ARGUMENTS 24

static int
worst_of(const char *out)
{
	if (strstr(out, "\"says\":\"FAIL\""))
		return 2;
	return strstr(out, "\"says\":\"WARN\"") ? 1 : 0;
}

struct outcome
doctored(const char *url, ...)
{
	const char *a[ARGUMENTS] = { "--state", "state",   "doctor",
				     "--json",	"--quick", url };
	const char *given;
	size_t n = 6, i;
	struct outcome r;
	va_list ap;

	va_start(ap, url);
	while ((given = va_arg(ap, const char *)) && n < ARGUMENTS - 1)
		a[n++] = given;
	va_end(ap);
	r = tool_bare(a);
	for (i = 0; i < count_lines(r.out); i++)
		json_object_put(json_line(r.out, i));
	ck_assert_msg(r.code == worst_of(r.out), "%d: %s%s", r.code, r.out,
		      r.err);
	ck_assert_str_eq(r.err, "");
	return r;
}

const char *
troubles(struct outcome r)
{
	struct buffer b = { 0 };
	size_t i;

	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line(r.out, i);
		const char *check = member(o, "check"), *says;

		says = member(o, "says");
		if (strcmp(says, "OK") == 0 || strcmp(says, "SKIP") == 0 ||
		    strcmp(check, "no hooks") == 0)
			continue;
		buffer_printf(&b, "%s%s:%s", b.len ? " " : "", check, says);
	}
	buffer_add(&b, "", 1);
	return b.at;
}

const char *
troubles_but_slow(struct outcome r)
{
	static const char slow[] = "latency:WARN";
	char *all = strdup(troubles(r)), *at = strstr(all, slow);

	if (at) {
		size_t len = sizeof slow - 1 + (at[sizeof slow - 1] == ' ');

		memmove(at, at + len, strlen(at + len) + 1);
	}
	return all;
}

static void
add_finding(struct buffer *b, struct json_object *f)
{
	struct json_object *list;
	size_t i;

	json_object_object_get_ex(f, "hooks", &list);
	for (i = 0; i < json_object_array_length(list); i++)
		buffer_printf(
		    b, "%s%s", i ? "," : "",
		    json_object_get_string(json_object_array_get_idx(list, i)));
	buffer_printf(b, "%s%s %s\n", i ? ": " : "", member(f, "says"),
		      member(f, "text"));
}

const char *
findings_of(struct outcome r, const char *check)
{
	struct buffer b = { 0 };
	struct json_object *list;
	size_t i, n;

	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line(r.out, i);

		if (strcmp(member(o, "check"), check) != 0)
			continue;
		json_object_object_get_ex(o, "findings", &list);
		for (n = 0; n < json_object_array_length(list); n++)
			add_finding(&b, json_object_array_get_idx(list, n));
		buffer_add(&b, "", 1);
		return b.at;
	}
	return NULL;
}

const char *
mend_of(struct outcome r, const char *check)
{
	struct json_object *list;
	size_t i;

	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line(r.out, i);

		if (strcmp(member(o, "check"), check) != 0)
			continue;
		json_object_object_get_ex(o, "findings", &list);
		return member(json_object_array_get_idx(list, 0), "mend");
	}
	return NULL;
}
