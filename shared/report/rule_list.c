/* rule_list - the rules as readers are shown them. */

#include "rule_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/str.h"
#include "protocol/hook_roles.h"
#include "protocol/methods.h"
#include "rules/rules.h"

static const timestamp windows[WINDOWS] = {
	[WINDOW_SECOND] = TIMESTAMP_SECOND,
	[WINDOW_MINUTE] = 60 * TIMESTAMP_SECOND,
	[WINDOW_HOUR] = 3600 * TIMESTAMP_SECOND,
	[WINDOW_DAY] = 86400 * TIMESTAMP_SECOND,
};

static bool
is_secret(const struct conf *c, const struct field_path *p)
{
	return conf_hides(c, p->names, p->depth);
}

static bool
has_secret(const struct conf *c, const struct rule *r)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		if (is_secret(c, &r->conditions[i].field))
			return true;
	for (i = 0; i < r->setting_count; i++)
		if (is_secret(c, &r->settings[i].field))
			return true;
	return r->kind == RULE_LIMIT && is_secret(c, &r->by);
}

/* The text of a buffer, which the caller frees. */
static char *
take_text(struct buffer *b)
{
	char *text;

	buffer_add(b, "", 1);
	text = str_dup(b->at);
	buffer_free(b);
	return text;
}

static char *
text_of(const struct rule *r, bool secret)
{
	struct buffer text = { 0 };

	if (secret)
		buffer_printf(&text, "%s %s …", rule_kind_names[r->kind],
			      r->hook);
	else
		rule_print(r, &text);
	return take_text(&text);
}

static void
add_limit(struct rule_list_entry *e, const struct rule *r)
{
	const struct method *m = methods_find(r->hook);
	const char *hook = m ? m->name : r->hook;
	const struct hook_roles *roles = hook_roles_find(hook);
	struct buffer key = { 0 };

	e->is_limit = true;
	e->max = r->max;
	e->window = rule_window_names[r->window];
	e->within = windows[r->window];
	e->counted = roles ? roles->kind : ENTITY_CALL;
	rule_print_key(r, hook, e->hides_values, &key);
	e->key = take_text(&key);
}

static void
add(struct rule_list *l, const struct rule *r, const struct conf *c)
{
	struct rule_list_entry *e;
	char place[300];

	l->at = reallocarray(l->at, l->count + 1, sizeof *l->at);
	if (!l->at)
		die(EXIT_TEMPORARY, "cannot list %zu rules:", l->count + 1);
	snprintf(place, sizeof place, "%s:%u", r->file, r->line);
	e = &l->at[l->count++];
	*e = (struct rule_list_entry){
		.place = str_dup(place),
		.hides_values = has_secret(c, r),
	};
	e->text = text_of(r, e->hides_values);
	if (r->kind == RULE_LIMIT)
		add_limit(e, r);
}

void
rule_list_refresh(struct rule_list *l, const struct conf *c)
{
	/* No rule is for it, so the files that rules name are not read. */
	static const struct method none = { .name = "" };
	struct rules rules = { 0 };
	size_t i;

	if (c->rules_file &&
	    rules_read(&rules, NULL, c->rules_file, &none, NULL, NULL)) {
		rules_free(&rules);
		return;
	}
	rule_list_free(l);
	for (i = 0; i < rules.count; i++)
		add(l, &rules.at[i], c);
	rules_free(&rules);
}

void
rule_list_free(struct rule_list *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->at[i].place);
		free(l->at[i].text);
		free(l->at[i].key);
	}
	free(l->at);
	*l = (struct rule_list){ 0 };
}
