/* client_config - the restClientConfig that makes the rules true. */

#include "client_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "base/json_scan.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/log.h"
#include "protocol/methods.h"

/* What WCS knows of a hook, in the order in which it is written. */
enum part {
	CLIENT_EXCLUDE,
	REST_EXCLUDE,
	REST_ON_ERROR,
	REST_POLICY,
	REST_OVERWRITE,
	PARTS
};

static const struct {
	const char *name;
	const char *accepted; /* NULL: a list of fields */
} parts[PARTS] = {
	[CLIENT_EXCLUDE] = { "clientExclude", NULL },
	[REST_EXCLUDE] = { "restExclude", NULL },
	[REST_ON_ERROR] = { "restOnError", "LOG,FAIL" },
	[REST_POLICY] = { "restPolicy", "NOTIFY,OVERWRITE,DISABLE" },
	[REST_OVERWRITE] = { "restOverwrite", NULL },
};

/* One hook's. */
struct hook_config {
	char *hook;
	char *derived[PARTS]; /* by the rules; NULL: nothing */
	char *given[PARTS];
};

struct hook_configs {
	struct hook_config *at;
	size_t count;
};

static char *
copy(const char *text, size_t len)
{
	char *s = strndup(text, len);

	if (!s)
		die(EXIT_TEMPORARY, "restClientConfig:");
	return s;
}

/* WCS's own spelling, or what is written when nobody knows the hook. */
static const char *
spelling_of(const char *name)
{
	const struct method *m = methods_find(name);

	return m ? m->name : name;
}

static struct hook_config *
entry_of(struct hook_configs *all, const char *name)
{
	size_t i;

	name = spelling_of(name);
	for (i = 0; i < all->count; i++)
		if (strcasecmp(all->at[i].hook, name) == 0)
			return &all->at[i];
	all->at = reallocarray(all->at, all->count + 1, sizeof *all->at);
	if (!all->at)
		die(EXIT_TEMPORARY, "restClientConfig:");
	all->at[all->count] =
	    (struct hook_config){ .hook = copy(name, strlen(name)) };
	return &all->at[all->count++];
}

static void
set_part(char **said, const char *text)
{
	free(*said);
	*said = copy(text, strlen(text));
}

/* Is the field in a list parted by commas? */
static bool
list_contains(const char *list, const char *field)
{
	size_t len = strlen(field), n;

	for (; list && *list; list += n + (list[n] == ',')) {
		const char *word = list + strspn(list, " ");

		n = strcspn(list, ",");
		if (strncmp(word, field, len) == 0 &&
		    strspn(word + len, " ") + len + (size_t)(word - list) == n)
			return true;
	}
	return false;
}

static void
list_add(char **said, const char *field)
{
	char *longer;

	if (list_contains(*said, field))
		return;
	if (asprintf(&longer, "%s%s%s", *said ? *said : "", *said ? "," : "",
		     field) < 0)
		die(EXIT_TEMPORARY, "restClientConfig:");
	free(*said);
	*said = longer;
}

/*
 * SIP credentials that connect brings in come back in ConnectionStatusEvent,
 * which WCS passes on to the browser (PROTOCOL.md, SIP credentials).
 */
static void
hide_credentials(struct hook_configs *all, const struct rule *r)
{
	struct hook_config *e = entry_of(all, "ConnectionStatusEvent");
	size_t i;

	for (i = 0; i < r->setting_count; i++)
		if (strncasecmp(r->settings[i].field.names[0], "sip", 3) == 0)
			list_add(&e->derived[CLIENT_EXCLUDE],
				 r->settings[i].field.names[0]);
}

static bool
sets_field(const struct rule *r, const char *start)
{
	size_t i, len = strlen(start);

	for (i = 0; i < r->setting_count; i++)
		if (strncasecmp(r->settings[i].field.names[0], start, len) == 0)
			return true;
	return false;
}

/* WCS obeys what connect answers anyway. */
static bool
is_connect(const struct rule *r)
{
	return strcasecmp(r->hook, "connect") == 0;
}

static void
derive_from(struct hook_configs *all, const struct rule *r)
{
	size_t i;

	if (r->kind == RULE_ALLOW)
		return;
	if (is_connect(r) && r->kind == RULE_SET && sets_field(r, "sip"))
		hide_credentials(all, r);
	if (is_connect(r) &&
	    (RULE_BIT(r->kind) &
	     (RULE_BIT(RULE_SET) | RULE_BIT(RULE_DENY) | RULE_BIT(RULE_LIMIT))))
		return;
	switch (r->kind) {
	case RULE_DENY:
	case RULE_LIMIT:
		set_part(&entry_of(all, r->hook)->derived[REST_ON_ERROR],
			 "FAIL");
		break;
	case RULE_MUTE:
		set_part(&entry_of(all, r->hook)->derived[REST_POLICY],
			 "DISABLE");
		break;
	case RULE_SET:
		if (!entry_of(all, r->hook)->derived[REST_POLICY])
			set_part(&entry_of(all, r->hook)->derived[REST_POLICY],
				 "OVERWRITE");
		for (i = 0; i < r->setting_count; i++)
			list_add(
			    &entry_of(all, r->hook)->derived[REST_OVERWRITE],
			    r->settings[i].field.names[0]);
		break;
	default:
		for (i = 0; i < r->field_count; i++)
			list_add(
			    &entry_of(all, r->hook)
				 ->derived[r->kind == RULE_HIDE ? CLIENT_EXCLUDE
								: REST_EXCLUDE],
			    r->fields[i].text);
	}
}

/* What the operator wrote. */

static int
fail(char *error, size_t size, const char *name, const char *what)
{
	char shown[128];

	log_escape(shown, sizeof shown, name);
	snprintf(error, size, "\"%s\" %s", shown, what);
	return -1;
}

static char *
decoded(const struct json_scan *s, const struct json_token *string)
{
	struct buffer b = { 0 };

	json_token_decode(s, string, &b);
	buffer_add(&b, "", 1);
	return b.at;
}

static int
read_part(struct hook_config *e, const char *name, char *value, char *error,
	  size_t size)
{
	size_t i;

	for (i = 0; i < PARTS; i++)
		if (strcmp(parts[i].name, name) == 0)
			break;
	if (i < PARTS &&
	    (!parts[i].accepted || list_contains(parts[i].accepted, value))) {
		free(e->given[i]);
		e->given[i] = value;
		return 0;
	}
	free(value);
	if (i == PARTS)
		return fail(error, size, e->hook,
			    "holds more than clientExclude, restExclude,"
			    " restOnError, restPolicy and restOverwrite");
	return fail(error, size, e->hook,
		    i == REST_POLICY
			? "has a restPolicy that is none of NOTIFY,"
			  " OVERWRITE and DISABLE"
			: "has a restOnError that is neither LOG nor FAIL");
}

static int
read_hook(struct hook_configs *all, const struct json_scan *s, const char *name,
	  const struct json_token *object, char *error, size_t size)
{
	struct hook_config *e = entry_of(all, name);
	const struct json_token *t = json_token_first(object), *value;
	int bad = 0;

	if (object->kind != JSON_OBJECT)
		return fail(error, size, name, "is no object");
	for (; !bad && t < json_token_end(s, object);
	     t = json_token_next(s, value)) {
		char *said;

		value = json_token_next(s, t);
		if (value->kind != JSON_STRING)
			return fail(error, size, name,
				    "holds something that is no string");
		said = decoded(s, t);
		bad = read_part(e, said, decoded(s, value), error, size);
		free(said);
	}
	return bad;
}

static int
read_given(struct hook_configs *all, const char *given, size_t len, char *error,
	   size_t size)
{
	struct json_scan s = { 0 };
	const struct json_token *name, *value;
	int bad = 0;

	if (json_scan(&s, given, len)) {
		snprintf(error, size, "byte %zu: %s", s.error_at, s.error);
		json_scan_free(&s);
		return -1;
	}
	/* Names and values are texts from here on. */
	if (memmem(given, len, "\\u0000", 6)) {
		snprintf(error, size, "it holds a \\u0000");
		bad = -1;
	}
	name = json_token_first(json_token_root(&s));
	for (; !bad && name < json_token_end(&s, json_token_root(&s));
	     name = json_token_next(&s, value)) {
		char *said = decoded(&s, name);

		value = json_token_next(&s, name);
		bad = read_hook(all, &s, said, value, error, size);
		free(said);
	}
	json_scan_free(&s);
	return bad;
}

/* Where what was given defeats a rule. */

static const char *
conflict_of(const struct hook_config *e, const struct rule *r)
{
	const char *policy = e->given[REST_POLICY];
	const char *overwrite = e->given[REST_OVERWRITE];
	const char *exclude = e->given[CLIENT_EXCLUDE];
	const char *skip = e->given[REST_EXCLUDE];
	size_t i;

	if (policy && strcmp(policy, "DISABLE") == 0 && r->kind != RULE_MUTE)
		return "restPolicy DISABLE: WCS does not call this hook";
	if ((r->kind == RULE_DENY || r->kind == RULE_LIMIT) &&
	    e->given[REST_ON_ERROR] &&
	    strcmp(e->given[REST_ON_ERROR], "LOG") == 0)
		return "restOnError LOG: WCS carries on after a refusal";
	if (r->kind == RULE_MUTE && policy && strcmp(policy, "DISABLE") != 0)
		return "restPolicy: WCS calls this hook";
	if (r->kind == RULE_SET && policy && strcmp(policy, "OVERWRITE") != 0)
		return "restPolicy: WCS ignores what is changed";
	for (i = 0; r->kind == RULE_SET && overwrite && i < r->setting_count;
	     i++)
		if (!list_contains(overwrite, r->settings[i].field.names[0]))
			return "restOverwrite lacks a field that is set";
	for (i = 0; r->kind == RULE_HIDE && exclude && i < r->field_count; i++)
		if (!list_contains(exclude, r->fields[i].text))
			return "clientExclude lacks a field that is hidden";
	for (i = 0; r->kind == RULE_SKIP && skip && i < r->field_count; i++)
		if (!list_contains(skip, r->fields[i].text))
			return "restExclude lacks a field that is skipped";
	return NULL;
}

static void
report_conflicts(struct hook_configs *all, const struct rules *rules,
		 client_config_conflict_fn *tell, void *arg)
{
	size_t i, j;

	for (i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->at[i];
		const char *name = spelling_of(r->hook), *why;

		for (j = 0; j < all->count && r->kind != RULE_ALLOW; j++) {
			const struct hook_config *e = &all->at[j];

			why = NULL;
			if (is_connect(r) && r->kind == RULE_SET &&
			    sets_field(r, "sipPassword") &&
			    strcmp(e->hook, "ConnectionStatusEvent") == 0 &&
			    e->given[CLIENT_EXCLUDE] &&
			    !list_contains(e->given[CLIENT_EXCLUDE],
					   "sipPassword"))
				why = "clientExclude of ConnectionStatusEvent"
				      " lacks sipPassword: it reaches the"
				      " browser";
			else if (strcmp(e->hook, name) == 0 && !is_connect(r))
				why = conflict_of(e, r);
			if (why)
				tell(arg, r, why);
		}
	}
}

static void
print(const struct hook_configs *all, struct buffer *json)
{
	static const char *const defaults[PARTS] = {
		"", "", "LOG", "NOTIFY", "",
	};
	size_t i, j;

	for (i = 0; i < all->count; i++) {
		const struct hook_config *e = &all->at[i];

		buffer_str(json, i ? "," : "{");
		json_write_string(json, e->hook, strlen(e->hook));
		for (j = 0; j < PARTS; j++) {
			const char *text = e->given[j]	   ? e->given[j]
					   : e->derived[j] ? e->derived[j]
							   : defaults[j];

			buffer_printf(json, "%s\"%s\":", j ? "," : ":{",
				      parts[j].name);
			json_write_string(json, text, strlen(text));
		}
		buffer_str(json, "}");
	}
	if (all->count)
		buffer_str(json, "}");
}

static void
free_entries(struct hook_configs *all)
{
	size_t i, j;

	for (i = 0; i < all->count; i++) {
		for (j = 0; j < PARTS; j++) {
			free(all->at[i].derived[j]);
			free(all->at[i].given[j]);
		}
		free(all->at[i].hook);
	}
	free(all->at);
}

int
client_config(const struct rules *rules, const char *given, size_t len,
	      struct buffer *json, client_config_conflict_fn *tell, void *arg,
	      char *error, size_t size)
{
	struct hook_configs all = { 0 };
	size_t i;
	int bad = 0;

	for (i = 0; i < rules->count; i++)
		derive_from(&all, &rules->at[i]);
	if (given)
		bad = read_given(&all, given, len, error, size);
	if (!bad && given && tell)
		report_conflicts(&all, rules, tell, arg);
	if (!bad)
		print(&all, json);
	free_entries(&all);
	return bad;
}
