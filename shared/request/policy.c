/* policy - applies the operator's rules to an exchange. */

#include "policy.h"

#include <stdio.h>
#include <string.h>

#include "exchange.h"
#include "patch_path.h"
#include "session_record.h"

void
policy_configure(struct policy *p, const struct conf *c,
		 const struct method *own)
{
	session_facts_free(p->sessions);
	limiter_free(p->limiter);
	p->limiter = limiter_new(c->state_dir);
	p->sessions = NULL;
	client_config_cache_configure(&p->client_config, c->rest_client_config);
	/* A new version of the same file may have errors just now. */
	if (p->rules.path && c->rules_file &&
	    strcmp(p->rules.path, c->rules_file) == 0)
		return;
	rules_reload_close(&p->rules);
	rules_reload_open(&p->rules, c->rules_file, own);
}

void
policy_close(struct policy *p)
{
	rules_reload_close(&p->rules);
	client_config_cache_free(&p->client_config);
	session_facts_free(p->sessions);
	limiter_free(p->limiter);
	regex_groups_free(&p->groups);
	policy_facts_free(&p->facts);
	*p = (struct policy){ 0 };
}

void
policy_refresh(struct policy *p)
{
	if (rules_reload_refresh(&p->rules))
		client_config_cache_expire(&p->client_config);
}

const char *
policy_error(const struct policy *p)
{
	return p->rules.usable ? NULL : p->rules.error.text;
}

const struct rule *
policy_next_rule(struct exchange *x, const struct rule *after, unsigned kinds)
{
	struct policy *p = x->policy;

	/* An unknown hook has no name that a rule could have. */
	if (!x->method->name)
		return NULL;
	return rules_match(&p->rules.current, after, kinds, x->method,
			   &x->facts, &p->groups);
}

/* Never cuts a line number, because that would name another rule. */
void
policy_name_rule(struct exchange *x, const struct rule *r)
{
	static const char more[] = " ...";
	const size_t n = strlen(x->rule), room = sizeof x->rule - n;
	char name[sizeof x->rule];
	int len = snprintf(name, sizeof name, "%s%s:%u", n ? " " : "", r->file,
			   r->line);

	if ((size_t)len + sizeof more <= room)
		memcpy(x->rule + n, name, (size_t)len + 1);
	else if (n < sizeof more ||
		 strcmp(x->rule + n - strlen(more), more) != 0)
		memcpy(x->rule + n, more, sizeof more);
}

enum http_status
policy_authorize(struct exchange *x)
{
	const struct rule *r = policy_next_rule(
	    x, NULL, RULE_BIT(RULE_DENY) | RULE_BIT(RULE_ALLOW));

	if (!r || r->kind == RULE_ALLOW)
		return STEP_OK;
	policy_name_rule(x, r);
	return r->reason ? refuse(x, HTTP_FORBIDDEN, "%s", r->reason)
			 : refuse(x, HTTP_FORBIDDEN, "denied by %s:%u", r->file,
				  r->line);
}

enum http_status
policy_change(struct exchange *x)
{
	const struct rule *r = NULL;
	size_t i;

	while ((r = policy_next_rule(x, r, RULE_BIT(RULE_SET)))) {
		policy_name_rule(x, r);
		for (i = 0; i < r->setting_count; i++) {
			struct buffer json = { 0 };

			rule_value_add_json(&r->settings[i].value,
					    &x->policy->groups, &x->facts,
					    &json);
			buffer_add(&json, "", 1);
			patch_path(x, &r->settings[i].field, json.at);
			if (exchange_is_connect(x))
				session_record_set(x, &r->settings[i], json.at);
			buffer_free(&json);
		}
	}
	return STEP_OK;
}
