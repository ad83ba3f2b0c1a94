/* client_config - the restClientConfig that makes WCS obey the rules. */

#include "client_config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/comma_list.h"
#include "base/die.h"
#include "base/str.h"
#include "client_config_given.h"
#include "client_config_hooks.h"

static void
set(char **value, const char *text)
{
	free(*value);
	*value = str_dup(text);
}

static void
add_to_list(char **list, const char *field)
{
	char *longer;

	if (comma_list_has(*list, field))
		return;
	if (asprintf(&longer, "%s%s%s", *list ? *list : "", *list ? "," : "",
		     field) < 0)
		die(EXIT_TEMPORARY, "cannot store a list of fields:");
	free(*list);
	*list = longer;
}

/*
 * WCS repeats the SIP credentials that connect sets in ConnectionStatusEvent,
 * which it sends to the browser, too (PROTOCOL.md, SIP credentials).
 */
static void
hide_credentials(struct client_config_hooks *all, const struct rule *r)
{
	struct client_config_hook *h =
	    client_config_hooks_get(all, "ConnectionStatusEvent");
	size_t i;

	for (i = 0; i < r->setting_count; i++)
		if (strncasecmp(r->settings[i].field.names[0], "sip",
				strlen("sip")) == 0)
			add_to_list(&h->derived[CLIENT_EXCLUDE],
				    r->settings[i].field.names[0]);
}

/* Does the rule set a member whose name begins with `prefix`, in any case? */
static bool
sets_field(const struct rule *r, const char *prefix)
{
	size_t i, len = strlen(prefix);

	for (i = 0; i < r->setting_count; i++)
		if (strncasecmp(r->settings[i].field.names[0], prefix, len) ==
		    0)
			return true;
	return false;
}

/* WCS obeys every answer to connect, whatever restClientConfig says. */
static bool
is_connect(const struct rule *r)
{
	return strcasecmp(r->hook, "connect") == 0;
}

static void
derive_from(struct client_config_hooks *all, const struct rule *r)
{
	char **derived;
	size_t i;

	if (r->kind == RULE_ALLOW || r->kind == RULE_PROVE ||
	    r->kind == RULE_LASTING || r->kind == RULE_DEFINE)
		return;
	if (is_connect(r) && r->kind == RULE_SET && sets_field(r, "sip"))
		hide_credentials(all, r);
	if (is_connect(r) &&
	    (RULE_BIT(r->kind) &
	     (RULE_BIT(RULE_SET) | RULE_BIT(RULE_DENY) | RULE_BIT(RULE_LIMIT))))
		return;
	derived = client_config_hooks_get(all, r->hook)->derived;
	switch (r->kind) {
	case RULE_DENY:
	case RULE_LIMIT:
		set(&derived[REST_ON_ERROR], ON_ERROR_FAIL);
		break;
	case RULE_MUTE:
		set(&derived[REST_POLICY], POLICY_DISABLE);
		break;
	case RULE_SET:
		if (!derived[REST_POLICY])
			set(&derived[REST_POLICY], POLICY_OVERWRITE);
		for (i = 0; i < r->setting_count; i++)
			add_to_list(&derived[REST_OVERWRITE],
				    r->settings[i].field.names[0]);
		break;
	default:
		for (i = 0; i < r->field_count; i++)
			add_to_list(
			    &derived[r->kind == RULE_HIDE ? CLIENT_EXCLUDE
							  : REST_EXCLUDE],
			    r->fields[i].text);
	}
}

/* Why what the operator gave overrides the rule, or NULL. */
static const char *
conflict_of(const struct client_config_hook *h, const struct rule *r)
{
	const char *policy = h->given[REST_POLICY];
	const char *on_error = h->given[REST_ON_ERROR];
	const char *overwrite = h->given[REST_OVERWRITE];
	const char *hidden = h->given[CLIENT_EXCLUDE];
	const char *skipped = h->given[REST_EXCLUDE];
	const bool is_disabled = policy && strcmp(policy, POLICY_DISABLE) == 0;
	size_t i;

	if (is_disabled && r->kind != RULE_MUTE)
		return "restPolicy " POLICY_DISABLE
		       ": WCS does not call this hook";
	if ((r->kind == RULE_DENY || r->kind == RULE_LIMIT) && on_error &&
	    strcmp(on_error, ON_ERROR_LOG) == 0)
		return "restOnError " ON_ERROR_LOG
		       ": WCS carries on after a refusal";
	if (r->kind == RULE_MUTE && policy && !is_disabled)
		return "restPolicy is not " POLICY_DISABLE
		       ": WCS calls this hook";
	if (r->kind == RULE_SET && policy &&
	    strcmp(policy, POLICY_OVERWRITE) != 0)
		return "restPolicy is not " POLICY_OVERWRITE
		       ": WCS ignores the change";
	for (i = 0; r->kind == RULE_SET && overwrite && i < r->setting_count;
	     i++)
		if (!comma_list_has(overwrite, r->settings[i].field.names[0]))
			return "restOverwrite lacks a field that is set";
	for (i = 0; r->kind == RULE_HIDE && hidden && i < r->field_count; i++)
		if (!comma_list_has(hidden, r->fields[i].text))
			return "clientExclude lacks a field that is hidden";
	for (i = 0; r->kind == RULE_SKIP && skipped && i < r->field_count; i++)
		if (!comma_list_has(skipped, r->fields[i].text))
			return "restExclude lacks a field that is skipped";
	return NULL;
}

/* Does WCS send the password that the rule of connect sets to the browser? */
static bool
reveals_password(const struct client_config_hook *h, const struct rule *r)
{
	return r->kind == RULE_SET && sets_field(r, "sipPassword") &&
	       strcmp(h->name, "ConnectionStatusEvent") == 0 &&
	       h->given[CLIENT_EXCLUDE] &&
	       !comma_list_has(h->given[CLIENT_EXCLUDE], "sipPassword");
}

static void
report_conflicts(const struct client_config_hooks *all,
		 const struct rules *rules, client_config_conflict_fn *report,
		 void *arg)
{
	size_t i, j;

	for (i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->at[i];
		const char *hook = client_config_hooks_spelling(r->hook);

		for (j = 0; j < all->count && r->kind != RULE_ALLOW; j++) {
			const struct client_config_hook *h = &all->at[j];
			const char *why = NULL;

			if (is_connect(r)) {
				if (reveals_password(h, r))
					why = "clientExclude of"
					      " ConnectionStatusEvent lacks"
					      " sipPassword: it reaches the"
					      " browser";
			} else if (strcmp(h->name, hook) == 0) {
				why = conflict_of(h, r);
			}
			if (why)
				report(arg, r, why);
		}
	}
}

int
client_config(const struct rules *rules, const char *given, size_t len,
	      struct buffer *json, client_config_conflict_fn *report, void *arg,
	      struct error *error)
{
	struct client_config_hooks all = { 0 };
	size_t i;
	int bad = 0;

	for (i = 0; i < rules->count; i++)
		derive_from(&all, &rules->at[i]);
	if (given)
		bad = client_config_given_read(&all, given, len, error);
	if (!bad && given && report)
		report_conflicts(&all, rules, report, arg);
	if (!bad)
		client_config_hooks_print(&all, json);
	client_config_hooks_free(&all);
	return bad;
}
