/* doctor_runner - runs echoappctl doctor, and reads its findings. */

#include "doctor_runner.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "harness.h"
#include "json_lines.h"

#define ARGUMENTS 24

static int
worst_of(const char *out)
{
	if (strstr(out, "\"says\":\"FAIL\""))
		return 2;
	return strstr(out, "\"says\":\"WARN\"") ? 1 : 0;
}

struct outcome
doctor_run(const char *url, ...)
{
	/* The defaults, wherever the tool lies. */
	const char *a[ARGUMENTS] = { "--conf", "empty.conf", "--state", "state",
				     "doctor", "--json",     "--quick", url };
	const char *given;
	size_t n = 8, i;
	struct outcome r;
	va_list ap;

	va_start(ap, url);
	while ((given = va_arg(ap, const char *)) && n < ARGUMENTS - 1)
		a[n++] = given;
	va_end(ap);
	write_file("empty.conf", "");
	r = ctl_run_bare(getenv("ECHOAPP_CONF") ? a + 2 : a);
	for (i = 0; i < count_lines(r.out); i++)
		json_object_put(json_line_of(r.out, i));
	ck_assert_msg(r.code == worst_of(r.out), "%d: %s%s", r.code, r.out,
		      r.err);
	ck_assert_str_eq(r.err, "");
	return r;
}

const char *
doctor_run_troubles(struct outcome r)
{
	struct buffer b = { 0 };
	size_t i;

	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line_of(r.out, i);
		const char *check = json_text_of(o, "check"), *says;

		says = json_text_of(o, "says");
		if (strcmp(says, "OK") == 0 || strcmp(says, "SKIP") == 0 ||
		    strcmp(check, "no hooks") == 0)
			continue;
		buffer_printf(&b, "%s%s:%s", b.len ? " " : "", check, says);
	}
	buffer_add(&b, "", 1);
	return b.at;
}

const char *
doctor_run_troubles_but_slow(struct outcome r)
{
	static const char slow[] = "latency:WARN";
	char *all = strdup(doctor_run_troubles(r)), *at = strstr(all, slow);

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
	buffer_printf(b, "%s%s %s\n", i ? ": " : "", json_text_of(f, "says"),
		      json_text_of(f, "text"));
}

const char *
doctor_run_findings(struct outcome r, const char *check)
{
	struct buffer b = { 0 };
	struct json_object *list;
	size_t i, n;

	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line_of(r.out, i);

		if (strcmp(json_text_of(o, "check"), check) != 0)
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
doctor_run_fix(struct outcome r, const char *check)
{
	struct json_object *list;
	size_t i;

	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line_of(r.out, i);

		if (strcmp(json_text_of(o, "check"), check) != 0)
			continue;
		json_object_object_get_ex(o, "findings", &list);
		return json_text_of(json_object_array_get_idx(list, 0), "fix");
	}
	return NULL;
}
