/* lint_order - a deny that tests what a set changes afterwards. */

#include <string.h>

#include "base/json_write.h"
#include "protocol/methods.h"
#include "rule_lint.h"

static struct source_location
rule_location(const struct rule *r)
{
	return (struct source_location){ r->file, r->line, 0 };
}

/* Does it name values, which may have other spellings? */
static bool
names_values(const struct condition *c)
{
	return c->test != CONDITION_EXISTS;
}

/* Does the condition name what is forbidden in its field? */
static bool
forbids_values(const struct condition *c)
{
	return names_values(c) && !c->negated;
}

/* Does the condition hold of this value of its field? */
static bool
holds_of(const struct condition *c, const struct rule_value *value)
{
	struct regex_groups groups = { 0 };
	struct json_scan body = { 0 };
	const struct facts facts = { .of[FACT_BODY] = &body };
	struct buffer text = { 0 };
	bool holds;

	buffer_str(&text, "{");
	json_write_string(&text, c->field.text, strlen(c->field.text));
	buffer_str(&text, ":");
	rule_value_add_json(value, &groups, &facts, &text);
	buffer_str(&text, "}");
	holds = json_scan(&body, text.at, text.len) == 0 &&
		condition_matches(c, &facts, &groups) == MATCH_YES;
	json_scan_free(&body);
	regex_groups_free(&groups);
	buffer_free(&text);
	return holds;
}

/* May the new value be one that the condition forbids? */
static bool
may_forbid(const struct condition *c, const struct rule_setting *s)
{
	bool is_constant = !s->value.has_groups && s->value.fact_count == 0 &&
			   s->value.kind != VALUE_FILE &&
			   !strchr(c->field.text, '.');

	return !is_constant || holds_of(c, &s->value);
}

/* Does the deny refuse every value of the field but those that it names? */
static bool
fixes_form(const struct rule *r, const char *field)
{
	const struct condition *c = r->conditions;

	return r->kind == RULE_DENY && r->condition_count == 1 && c->negated &&
	       names_values(c) && strcmp(c->field.text, field) == 0;
}

static bool
has_fixed_form(const struct rules *all, const struct method *m,
	       const char *field)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (rule_is_for(&all->at[i], m) &&
		    fixes_form(&all->at[i], field))
			return true;
	return false;
}

static bool
tests_field(const struct rule *r, const char *field)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		if (strcmp(r->conditions[i].field.text, field) == 0)
			return true;
	return false;
}

/* The first set of the hook that makes a forbidden value of another spelling.
 */
static const struct rule *
find_set(const struct rules *all, const struct method *m,
	 const struct condition *c)
{
	const char *field = c->field.text;
	size_t i, n;

	for (i = 0; i < all->count; i++) {
		const struct rule *r = &all->at[i];

		if (r->kind != RULE_SET || !rule_is_for(r, m) ||
		    !tests_field(r, field))
			continue;
		for (n = 0; n < r->setting_count; n++)
			if (strcmp(r->settings[n].field.text, field) == 0 &&
			    may_forbid(c, &r->settings[n]))
				return r;
	}
	return NULL;
}

void
lint_order(struct diagnostics *f, const struct rules *all, const struct rule *r,
	   const struct method *m)
{
	const struct rule *set;
	size_t i;

	if (r->kind != RULE_DENY)
		return;
	for (i = 0; i < r->condition_count; i++) {
		const struct condition *c = &r->conditions[i];
		const char *field = c->field.text;

		if (!forbids_values(c) || has_fixed_form(all, m, field))
			continue;
		set = find_set(all, m, c);
		if (!set)
			continue;
		diagnostic_warning(
		    f, rule_location(r),
		    "this deny tests %s before line %u changes it, so a value "
		    "in another spelling passes, and is changed into a "
		    "forbidden one; first fix the form: deny %s if not %s ~ "
		    "REGEX",
		    field, set->line, r->hook, field);
		return;
	}
}
