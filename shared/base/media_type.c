/* media_type - the value of Content-Type (RFC 9110, 8.3). */

#include "media_type.h"

#include <string.h>
#include <strings.h>

#define APPLICATION "application/"
#define JSON APPLICATION "json"
#define SUFFIX "+json"

bool
media_type_is_json(const char *type)
{
	const size_t len = type ? strcspn(type, "; \t") : 0;

	if (len == strlen(JSON))
		return strncasecmp(type, JSON, len) == 0;
	return len > strlen(APPLICATION) + strlen(SUFFIX) &&
	       strncasecmp(type, APPLICATION, strlen(APPLICATION)) == 0 &&
	       strncasecmp(type + len - strlen(SUFFIX), SUFFIX,
			   strlen(SUFFIX)) == 0;
}
