/* advice_gaps - rules that are right, and can be got past all the same. */

#include <string.h>

#include "protocol/hook_roles.h"
#include "protocol/methods.h"
#include "rule_lint.h"

static struct place
place_of(const struct rule *r)
{
	return (struct place){ r->file, r->line, 0 };
}

/* Does it set the member, or ask for it? */
static bool
minds(const struct rule *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->setting_count; i++)
		if (strcmp(r->settings[i].member.names[0], name) == 0)
			return true;
	for (i = 0; i < r->condition_count; i++)
		if (strcmp(r->conditions[i].member.names[0], name) == 0)
			return true;
	return false;
}

static bool
is_minded(const struct rules *all, const struct method *m, const char *name)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (rule_is_for(&all->at[i], m) && minds(&all->at[i], name))
			return true;
	return false;
}

/*
 * Whoever chooses the server that a password is used at can choose one of
 * their own, which hears enough to use it elsewhere.
 */
static void
advise_password(struct findings *f, const struct rules *all,
		const struct rule *r, const struct method *m)
{
	static const char *const where[] = { "sipDomain", "sipOutboundProxy",
					     "sipProxy" };
	size_t i;

	if (m->type != CONNECT || r->kind != RULE_SET ||
	    !minds(r, "sipPassword"))
		return;
	for (i = 0; i < sizeof where / sizeof *where; i++)
		if (!is_minded(all, m, where[i])) {
			find_warning(f, place_of(r),
				     "the browser says where this sipPassword "
				     "is used, and can name a server of its "
				     "own: set %s, too",
				     where[i]);
			return;
		}
}

static const struct rule *
mute_of(const struct rules *all, const char *name)
{
	const struct method *m = method_named(name);
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].kind == RULE_MUTE && rule_is_for(&all->at[i], m))
			return &all->at[i];
	return NULL;
}

static void
advise_silence(struct findings *f, const struct rules *all,
	       const struct rule *r, const struct method *m)
{
	const char *event = method_status_event(m);
	const struct rule *mute = event ? mute_of(all, event) : NULL;

	if (mute)
		find_warning(f, place_of(r),
			     "this limit does not hear what begins and ends: "
			     "line %u mutes %s",
			     mute->line, event);
}

static void
advise_nameless(struct findings *f, const struct rules *all,
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
			find_warning(f, place_of(r),
				     "this limit denies every %s: line %u "
				     "skips %s, by which it tells them apart",
				     m->name, skip->line, name);
		}
	}
}

void
advise_gaps(struct findings *f, const struct rules *all, const struct rule *r,
	    const struct method *m)
{
	advise_password(f, all, r, m);
	if (r->kind != RULE_LIMIT || r->window != WINDOW_ACTIVE ||
	    !hook_roles_begins(m->name))
		return;
	advise_silence(f, all, r, m);
	advise_nameless(f, all, r, m);
}
