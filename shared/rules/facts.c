/* facts - what rules test. */

#include "facts.h"

#include <string.h>

const char *const facts_source_names[FACT_SOURCES] = {
	[FACT_JWT] = "jwt",	    [FACT_LINK] = "link",
	[FACT_ACCOUNT] = "account", [FACT_SESSION] = "session",
	[FACT_NOW] = "now",	    [FACT_PEER] = "peer",
	[FACT_CLIENT] = "client",
};

enum fact_source
facts_source_find(const char *name, size_t len)
{
	enum fact_source i;

	for (i = FACT_SOURCES - 1; i > FACT_BODY; i--)
		if (strlen(facts_source_names[i]) == len &&
		    memcmp(facts_source_names[i], name, len) == 0)
			break;
	return i;
}
