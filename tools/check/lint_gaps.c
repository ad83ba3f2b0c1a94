/* advice_gaps - rules that are right, and can be got past all the same. */

#include <string.h>

#include "protocol/hook_roles.h"
#include "protocol/methods.h"
#include "rule_lint.h"

static struct source_location
rule_location(const struct rule *r)
{
	return (struct source_location){ r->file, r->line, 0 };
}

/* Does it set the member, or ask for it? */
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
 * Whoever chooses the server that a password is used at can choose one of
 * their own, which hears enough to use it elsewhere.
 */
static void
check_password(struct diagnostics *f, const struct rules *all,
	       const struct rule *r, const struct method *m)
{
	static const char *const where[] = { "sipDomain", "sipOutboundProxy",
					     "sipProxy" };
	size_t i;

	if (m->type != HOOK_CONNECT || r->kind != RULE_SET ||
	    !mentions_field(r, "sipPassword"))
		return;
	for (i = 0; i < sizeof where / sizeof *where; i++)
		if (!is_mentioned(all, m, where[i])) {
			diagnostic_warning(
			    f, rule_location(r),
			    "the browser says where this sipPassword "
			    "is used, and can name a server of its "
			    "own: set %s, too",
			    where[i]);
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
		    "this limit does not hear what begins and ends: "
		    "line %u mutes %s",
		    mute->line, event);
}

static void
check_nameless(struct diagnostics *f, const struct rules *all,
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
			    "this limit denies every %s: line %u "
			    "skips %s, by which it tells them apart",
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
	check_nameless(f, all, r, m);
}
