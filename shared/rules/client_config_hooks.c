/* client_config_hooks - the members of a restClientConfig, hook by hook. */

#include "client_config_hooks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/json_write.h"
#include "base/str.h"
#include "protocol/methods.h"

const char *const client_config_hooks_names[CLIENT_SETTINGS] = {
	[CLIENT_EXCLUDE] = "clientExclude", [REST_EXCLUDE] = "restExclude",
	[REST_ON_ERROR] = "restOnError",    [REST_POLICY] = "restPolicy",
	[REST_OVERWRITE] = "restOverwrite",
};

const char *
client_config_hooks_spelling(const char *name)
{
	const struct method *m = methods_find(name);

	return m ? m->name : name;
}

struct client_config_hook *
client_config_hooks_get(struct client_config_hooks *all, const char *name)
{
	size_t i;

	name = client_config_hooks_spelling(name);
	for (i = 0; i < all->count; i++)
		if (strcasecmp(all->at[i].name, name) == 0)
			return &all->at[i];
	all->at = reallocarray(all->at, all->count + 1, sizeof *all->at);
	if (!all->at)
		die(EXIT_TEMPORARY, "cannot store a restClientConfig:");
	all->at[all->count] =
	    (struct client_config_hook){ .name = str_dup(name) };
	return &all->at[all->count++];
}

void
client_config_hooks_print(const struct client_config_hooks *all,
			  struct buffer *json)
{
	static const char *const defaults[CLIENT_SETTINGS] = {
		[CLIENT_EXCLUDE] = "",		[REST_EXCLUDE] = "",
		[REST_ON_ERROR] = ON_ERROR_LOG, [REST_POLICY] = POLICY_NOTIFY,
		[REST_OVERWRITE] = "",
	};
	size_t i, j;

	for (i = 0; i < all->count; i++) {
		const struct client_config_hook *h = &all->at[i];

		buffer_str(json, i ? "," : "{");
		json_write_string(json, h->name, strlen(h->name));
		for (j = 0; j < CLIENT_SETTINGS; j++) {
			const char *value = h->given[j]	    ? h->given[j]
					    : h->derived[j] ? h->derived[j]
							    : defaults[j];

			buffer_printf(json, "%s\"%s\":", j ? "," : ":{",
				      client_config_hooks_names[j]);
			json_write_string(json, value, strlen(value));
		}
		buffer_str(json, "}");
	}
	if (all->count)
		buffer_str(json, "}");
}

void
client_config_hooks_free(struct client_config_hooks *all)
{
	size_t i, j;

	for (i = 0; i < all->count; i++) {
		for (j = 0; j < CLIENT_SETTINGS; j++) {
			free(all->at[i].derived[j]);
			free(all->at[i].given[j]);
		}
		free(all->at[i].name);
	}
	free(all->at);
	*all = (struct client_config_hooks){ 0 };
}
