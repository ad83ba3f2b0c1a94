/* response - an HTTP response, from a server, a program or a handler. */

#include "response.h"

#include <string.h>
#include <strings.h>

const char *
response_header(const struct response *r, const char *name)
{
	size_t len = strlen(name);
	const char *line;

	for (line = r->head; *line; line = strstr(line, "\r\n") + 2)
		if (strncasecmp(line, name, len) == 0 && line[len] == ':')
			return strndup(line + len + 2,
				       strcspn(line + len + 2, "\r"));
	return "";
}

struct json_object *
response_json(const struct response *r)
{
	return json_tokener_parse(r->body);
}
