/* server_hints: the directives of each web server. */

#include "doctor/server_hints.h"

#include <string.h>

#include "support/harness.h"

#define ROUTES (HINT_ROUTE + 1)

/* Which servers a hint names. */
static const char *
names(const char *text)
{
	static char found[64];
	static const char *const all[] = { "lighttpd: ", "nginx: ",
					   "Apache: " };
	size_t i;

	found[0] = '\0';
	for (i = 0; i < 3; i++)
		if (strstr(text, all[i]))
			strcat(found, all[i]);
	return found;
}

TEST(the_hints_are_for_the_named_server_only)
{
	static const char *const servers[][2] = {
		{ "lighttpd/1.4.69", "lighttpd: " },
		{ "nginx/1.22.1", "nginx: " },
		{ "nginx", "nginx: " },
		{ "Apache/2.4.62 (Debian) mod_fcgid/2.3.9", "Apache: " },
		{ "Apache", "Apache: " },
		{ "Apache-Coyote/1.1", "lighttpd: nginx: Apache: " },
		{ "", "lighttpd: nginx: Apache: " },
		{ "Caddy", "lighttpd: nginx: Apache: " },
	};
	char text[SERVER_HINTS_SIZE];
	size_t i;
	int what;

	for (i = 0; i < ROWS(servers); i++)
		for (what = 0; what < ROUTES; what++)
			ck_assert_str_eq(names(server_hints_text(
					     (enum server_hint)what,
					     servers[i][0], text, sizeof text)),
					 servers[i][1]);
}

TEST(all_hints_fit_into_the_buffer)
{
	char text[SERVER_HINTS_SIZE];
	int what;

	for (what = 0; what < ROUTES; what++)
		ck_assert_uint_lt(
		    strlen(server_hints_text((enum server_hint)what, "", text,
					     sizeof text)),
		    sizeof text - 1);
}
