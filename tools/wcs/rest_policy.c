/* rest_policy - the restClientConfig of an answer to connect. */

#include "rest_policy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/comma_list.h"
#include "base/die.h"
#include "base/str.h"
#include "json_value.h"
#include "protocol/methods.h"

static const char *const names[] = {
	[REST_POLICY_NOTIFY] = "NOTIFY",
	[REST_POLICY_OVERWRITE] = "OVERWRITE",
	[REST_POLICY_DISABLE] = "DISABLE",
};

static const char *const context[] = { "nodeId", "appKey", "sessionId" };

const char *
rest_policy_mode_name(enum rest_policy_mode p)
{
	return names[p];
}

bool
rest_policy_is_context(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof context / sizeof *context; i++)
		if (strcmp(name, context[i]) == 0)
			return true;
	return false;
}

/* WCS finds a rule only by its own spelling of the hook. */
static void
check_hook(const char *name, struct buffer *notes)
{
	const struct named_method *m;

	for (m = methods; m->program; m++) {
		if (!m->method->name || strcasecmp(m->method->name, name) != 0)
			continue;
		if (strcmp(m->method->name, name) != 0)
			buffer_printf(notes,
				      "restClientConfig.%s has no effect: WCS "
				      "calls it %s\n",
				      name, m->method->name);
		return;
	}
	buffer_printf(notes,
		      "restClientConfig.%s: no hook of that name is known\n",
		      name);
}

static void
read_policy(struct rest_rule *r, const char *value, struct buffer *notes)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(value, names[i]) == 0) {
			r->policy = (enum rest_policy_mode)i;
			return;
		}
	/* WCS 4 spells it so. */
	if (strcmp(value, "DISABLED") == 0) {
		r->policy = REST_POLICY_DISABLE;
		return;
	}
	buffer_printf(notes,
		      "restClientConfig.%s.restPolicy is \"%s\"; WCS knows "
		      "OVERWRITE, NOTIFY, DISABLE\n",
		      r->hook, value);
}

static void
read_on_error(struct rest_rule *r, const char *value, struct buffer *notes)
{
	r->fail = strcmp(value, "FAIL") == 0;
	if (!r->fail && strcmp(value, "LOG") != 0)
		buffer_printf(notes,
			      "restClientConfig.%s.restOnError is \"%s\"; WCS "
			      "knows LOG, FAIL\n",
			      r->hook, value);
}

static void
save_list(char **list, const char *value)
{
	free(*list);
	*list = str_dup(value);
}

static void
read_field(struct rest_rule *r, const struct json_member *e,
	   struct buffer *notes)
{
	char *value = json_value_to_text(e->json);

	if (e->json[0] != '"')
		buffer_printf(notes, "restClientConfig.%s.%s is not a string\n",
			      r->hook, e->name);
	else if (strcmp(e->name, "restPolicy") == 0)
		read_policy(r, value, notes);
	else if (strcmp(e->name, "restOnError") == 0)
		read_on_error(r, value, notes);
	else if (strcmp(e->name, "restExclude") == 0)
		save_list(&r->rest_exclude, value);
	else if (strcmp(e->name, "clientExclude") == 0)
		save_list(&r->client_exclude, value);
	else if (strcmp(e->name, "restOverwrite") == 0)
		save_list(&r->rest_overwrite, value);
	else
		buffer_printf(notes,
			      "restClientConfig.%s.%s: WCS knows restPolicy, "
			      "restOnError, restOverwrite, restExclude, "
			      "clientExclude\n",
			      r->hook, e->name);
	free(value);
}

/* Notes what the rule says without an effect. */
static void
check_rule(const struct rest_rule *r, struct buffer *notes)
{
	bool has_list = r->rest_overwrite && r->rest_overwrite[0];
	size_t i;

	if (r->policy == REST_POLICY_OVERWRITE && !has_list)
		buffer_printf(notes,
			      "restClientConfig.%s: OVERWRITE with an empty "
			      "restOverwrite changes nothing\n",
			      r->hook);
	if (r->policy != REST_POLICY_OVERWRITE && has_list)
		buffer_printf(notes,
			      "restClientConfig.%s: restOverwrite does nothing "
			      "under %s\n",
			      r->hook, names[r->policy]);
	for (i = 0; i < sizeof context / sizeof *context; i++)
		if (comma_list_has(r->rest_overwrite, context[i]))
			buffer_printf(notes,
				      "restClientConfig.%s: %s is never "
				      "overwritten\n",
				      r->hook, context[i]);
}

static bool
read_object(struct json_members *m, const char *json)
{
	struct json_scan s = { .extra_depth = JSON_SCAN_EXTRA_MAX };
	bool is = json_scan(&s, json, strlen(json)) == 0;

	if (is)
		json_members_read(m, &s, json_token_root(&s));
	json_scan_free(&s);
	return is;
}

static void
read_rule(struct rest_policy *p, const struct json_member *e,
	  struct buffer *notes)
{
	struct json_members fields = { 0 };
	struct rest_rule *r;
	size_t i;

	check_hook(e->name, notes);
	if (!read_object(&fields, e->json)) {
		buffer_printf(notes, "restClientConfig.%s is not an object\n",
			      e->name);
		return;
	}
	p->at = reallocarray(p->at, p->count + 1, sizeof *p->at);
	if (!p->at)
		die(EXIT_TEMPORARY, "cannot store a rule of restClientConfig:");
	r = &p->at[p->count++];
	*r = (struct rest_rule){ .hook = str_dup(e->name) };
	for (i = 0; i < fields.count; i++)
		read_field(r, &fields.at[i], notes);
	check_rule(r, notes);
	json_members_free(&fields);
}

void
rest_policy_read(struct rest_policy *p, const struct json_members *answer,
		 struct buffer *notes)
{
	const char *config = json_members_get(answer, "restClientConfig");
	struct json_members rules = { 0 };
	size_t i;

	rest_policy_free(p);
	if (!config)
		return;
	if (!read_object(&rules, config))
		buffer_str(notes, "restClientConfig is not an object\n");
	for (i = 0; i < rules.count; i++)
		read_rule(p, &rules.at[i], notes);
	json_members_free(&rules);
}

void
rest_policy_free(struct rest_policy *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		struct rest_rule *r = &p->at[i];

		free(r->hook);
		free(r->rest_exclude);
		free(r->client_exclude);
		free(r->rest_overwrite);
	}
	free(p->at);
	*p = (struct rest_policy){ 0 };
}

const struct rest_rule *
rest_policy_rule(const struct rest_policy *p, const char *name)
{
	static const struct rest_rule defaults;
	size_t i;

	for (i = 0; i < p->count; i++)
		if (strcmp(p->at[i].hook, name) == 0)
			return &p->at[i];
	return &defaults;
}
