/* json_lines - reads JSON, an object a line. */

#include "json_lines.h"

#include <string.h>

#include "harness.h"

struct json_object *
json_line_of(const char *lines, size_t n)
{
	struct json_tokener *t = json_tokener_new();
	struct json_object *o;
	const char *end;

	for (; n > 0; n--) {
		lines = strchr(lines, '\n');
		ck_assert_msg(lines != NULL, "there is no such line");
		lines++;
	}
	end = strchr(lines, '\n');
	ck_assert_msg(end != NULL, "the line does not end: %s", lines);
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	o = json_tokener_parse_ex(t, lines, (int)(end - lines));
	ck_assert_msg(json_object_is_type(o, json_type_object),
		      "it is no object: %.*s", (int)(end - lines), lines);
	json_tokener_free(t);
	return o;
}

const char *
json_text_of(struct json_object *o, const char *name)
{
	struct json_object *value;

	ck_assert_msg(json_object_object_get_ex(o, name, &value),
		      "there is no %s in %s", name,
		      json_object_to_json_string(o));
	return value ? json_object_get_string(value) : "";
}
