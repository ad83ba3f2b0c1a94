/* client_config_given - reads the restClientConfig that the operator wrote. */

#include "client_config_given.h"

#include <stdlib.h>
#include <string.h>

#include "base/comma_list.h"
#include "base/json_scan.h"
#include "base/json_token.h"
#include "base/log.h"
#include "base/text_encoding.h"

#define NAME_ESCAPED_SIZE 128 /* a hook's name, escaped for a message */

static int
fail(struct error *error, const char *hook, const char *what)
{
	char escaped[NAME_ESCAPED_SIZE];

	log_escape(escaped, sizeof escaped, hook);
	return error_set(error, "\"%s\" %s", escaped, what);
}

/* The string's text, which the caller frees. */
static char *
decode(const struct json_scan *s, const struct json_token *string)
{
	struct buffer b = { 0 };

	json_token_decode(s, string, &b);
	buffer_add(&b, "", 1);
	return b.at;
}

/* Takes ownership of the value. */
static int
set_given(struct client_config_hook *h, const char *name, char *value,
	  struct error *error)
{
	/* NULL: a list of fields, which may be any. */
	static const char *const accepted[CLIENT_SETTINGS] = {
		[REST_ON_ERROR] = ON_ERROR_LOG "," ON_ERROR_FAIL,
		[REST_POLICY] =
		    POLICY_NOTIFY "," POLICY_OVERWRITE "," POLICY_DISABLE,
	};
	size_t i;

	for (i = 0; i < CLIENT_SETTINGS; i++)
		if (strcmp(client_config_hooks_names[i], name) == 0)
			break;
	if (i < CLIENT_SETTINGS &&
	    (!accepted[i] || comma_list_has(accepted[i], value))) {
		free(h->given[i]);
		h->given[i] = value;
		return 0;
	}
	free(value);
	if (i == CLIENT_SETTINGS)
		return fail(error, h->name,
			    "has a member other than clientExclude,"
			    " restExclude, restOnError, restPolicy and"
			    " restOverwrite");
	return fail(error, h->name,
		    i == REST_POLICY
			? "has a restPolicy other than " POLICY_NOTIFY
			  ", " POLICY_OVERWRITE " and " POLICY_DISABLE
			: "has a restOnError other than " ON_ERROR_LOG
			  " and " ON_ERROR_FAIL);
}

static int
read_hook(struct client_config_hooks *all, const struct json_scan *s,
	  const char *name, const struct json_token *object,
	  struct error *error)
{
	struct client_config_hook *h = client_config_hooks_get(all, name);
	const struct json_token *t = json_token_first(object), *value;
	int bad = 0;

	if (object->kind != JSON_OBJECT)
		return fail(error, name, "is not an object");
	for (; !bad && t < json_token_end(s, object);
	     t = json_token_next(s, value)) {
		char *setting;

		value = json_token_next(s, t);
		if (value->kind != JSON_STRING)
			return fail(error, name,
				    "has a value that is not a string");
		setting = decode(s, t);
		bad = set_given(h, setting, decode(s, value), error);
		free(setting);
	}
	return bad;
}

int
client_config_given_read(struct client_config_hooks *all, const char *json,
			 size_t len, struct error *error)
{
	struct json_scan s = { 0 };
	const struct json_token *name, *value;
	int bad = 0;

	if (json_scan(&s, json, len)) {
		const char *fault = text_encoding_fault(json, len);

		if (fault)
			error_set(error, "it begins with %s", fault);
		else
			error_set(error, "byte %zu: %s", s.error_at, s.error);
		json_scan_free(&s);
		return -1;
	}
	/* All names and values become strings that end in a NUL. */
	if (memmem(json, len, "\\u0000", strlen("\\u0000")))
		bad = error_set(error, "it contains \\u0000, a NUL character");
	name = json_token_first(json_token_root(&s));
	for (; !bad && name < json_token_end(&s, json_token_root(&s));
	     name = json_token_next(&s, value)) {
		char *hook = decode(&s, name);

		value = json_token_next(&s, name);
		bad = read_hook(all, &s, hook, value, error);
		free(hook);
	}
	json_scan_free(&s);
	return bad;
}
