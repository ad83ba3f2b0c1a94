/* lint_gaps - correct rules that a browser can get around. */

#include <string.h>

#include "protocol/hook_roles.h"
#include "protocol/methods.h"
#include "rule_lint.h"

static struct source_location
rule_location(const struct rule *r)
{
	return (struct source_location){ r->file, r->line, 0 };
}

/* Does the rule set the field, or test it? */
static bool
mentions_field(const struct rule *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->setting_count; i++)
		if (strcmp(r->settings[i].field.names[0], name) == 0)
			return true;
	for (i = 0; i < r->condition_count; i++)
		if (strcmp(r->conditions[i].field.names[0], name) == 0)
			return true;
	return false;
}

static bool
is_mentioned(const struct rules *all, const struct method *m, const char *name)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (rule_is_for(&all->at[i], m) &&
		    mentions_field(&all->at[i], name))
			return true;
	return false;
}

/*
 * A browser that chooses the server of a password can choose its own server,
 * which learns enough to use the password elsewhere.
 */
static void
check_password(struct diagnostics *f, const struct rules *all,
	       const struct rule *r, const struct method *m)
{
	static const char *const servers[] = { "sipDomain", "sipOutboundProxy",
					       "sipProxy" };
	size_t i;

	if (m->type != HOOK_CONNECT || r->kind != RULE_SET ||
	    !mentions_field(r, "sipPassword"))
		return;
	for (i = 0; i < sizeof servers / sizeof *servers; i++)
		if (!is_mentioned(all, m, servers[i])) {
			diagnostic_warning(
			    f, rule_location(r),
			    "the browser chooses the server that gets this "
			    "sipPassword, and can name its own: set %s, too",
			    servers[i]);
			return;
		}
}

static const struct rule *
find_mute(const struct rules *all, const char *name)
{
	const struct method *m = methods_find(name);
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].kind == RULE_MUTE && rule_is_for(&all->at[i], m))
			return &all->at[i];
	return NULL;
}

static void
check_muted_event(struct diagnostics *f, const struct rules *all,
		  const struct rule *r, const struct method *m)
{
	const char *event = methods_status_event(m);
	const struct rule *mute = event ? find_mute(all, event) : NULL;

	if (mute)
		diagnostic_warning(
		    f, rule_location(r),
		    "this limit does not learn what is active: line %u mutes "
		    "%s",
		    mute->line, event);
}

static void
check_skipped_id(struct diagnostics *f, const struct rules *all,
		 const struct rule *r, const struct method *m)
{
	const char *id = m->about && m->about->id ? m->about->id : "sessionId";
	size_t i, j;

	for (i = 0; i < all->count; i++) {
		const struct rule *skip = &all->at[i];

		if (skip->kind != RULE_SKIP || !rule_is_for(skip, m))
			continue;
		for (j = 0; j < skip->field_count; j++) {
			const char *name = skip->fields[j].text;

			if (strcmp(name, id) != 0 &&
			    strcmp(name, "sessionId") != 0)
				continue;
			diagnostic_warning(
			    f, rule_location(r),
			    "this limit denies every %s: line %u skips %s, "
			    "which it needs to tell them apart",
			    m->name, skip->line, name);
		}
	}
}

void
lint_gaps(struct diagnostics *f, const struct rules *all, const struct rule *r,
	  const struct method *m)
{
	check_password(f, all, r, m);
	if (r->kind != RULE_LIMIT || r->window != WINDOW_ACTIVE ||
	    !hook_roles_begins(m->name))
		return;
	check_muted_event(f, all, r, m);
	check_skipped_id(f, all, r, m);
}
