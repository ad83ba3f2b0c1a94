/* json_write - writes JSON strings, with json-c. */

#include "json_write.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <string.h>

#include "die.h"
#include "utf8.h"

/* Makes the bytes UTF-8, because json-c writes any bytes it is given. */
static void
add_clean(struct buffer *clean, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t n = utf8_length((const unsigned char *)bytes, len);

		if (n)
			buffer_add(clean, bytes, n);
		else
			buffer_str(clean, "\xef\xbf\xbd");
		bytes += n ? n : 1;
		len -= n ? n : 1;
	}
}

/* Does the string need no escape?  Most do not. */
static bool
is_plain(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((signed char)bytes[i] < 0x20 || bytes[i] == 0x7f ||
		    bytes[i] == '"' || bytes[i] == '\\')
			return false;
	return true;
}

void
json_write_string(struct buffer *out, const char *bytes, size_t len)
{
	struct buffer clean = { 0 };
	struct json_object *string;
	const char *text;
	size_t n;

	if (is_plain(bytes, len)) {
		buffer_add(out, "\"", 1);
		buffer_add(out, bytes, len);
		buffer_add(out, "\"", 1);
		return;
	}
	add_clean(&clean, bytes, len);
	string = json_object_new_string_len(clean.at ? clean.at : "",
					    (int)clean.len);
	if (!string)
		die(EXIT_TEMPORARY,
		    "cannot allocate a JSON string of %zu bytes:", len);
	text = json_object_to_json_string_length(
	    string, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE,
	    &n);
	buffer_add(out, text, n);
	json_object_put(string);
	buffer_free(&clean);
}
