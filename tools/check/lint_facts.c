/* lint_facts - rules that test what no rule proves. */

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "protocol/methods.h"
#include "rule_lint.h"

#define WARN(f, r, ...)                                                        \
	diagnostic_warning(                                                    \
	    f, (struct source_location){ (r)->file, (r)->line, 0 },            \
	    __VA_ARGS__)

/* Does a rule prove facts of this source for the hook? */
static bool
is_proved(const struct rules *all, const struct method *m,
	  enum fact_source source)
{
	size_t i;

	for (i = 0; i < all->count; i++)
		if (all->at[i].kind == RULE_PROVE &&
		    rule_is_for(&all->at[i], m) &&
		    rule_proof_source(&all->at[i].proof) == source)
			return true;
	return false;
}

static void
check_unproved(struct diagnostics *f, const struct rules *all,
	       const struct rule *r, const struct method *m)
{
	enum fact_source i;

	for (i = FACT_JWT; i < FACT_PROOFS; i++)
		if (rule_needs(r, i) && !is_proved(all, m, i))
			WARN(f, r,
			     "no rule proves %s of %s, so this %s never finds "
			     "it; write: prove %s FIELD ...",
			     facts_source_names[i], m->name,
			     rule_kind_names[r->kind], m->name);
}

/* Does a rule deny the hook where the facts of the proof are missing? */
static bool
is_demanded(const struct rules *all, const struct method *m,
	    enum fact_source source)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		const struct rule *r = &all->at[i];

		if ((r->kind == RULE_DENY || r->kind == RULE_ALLOW) &&
		    rule_is_for(r, m) && rule_needs(r, source))
			return true;
	}
	return false;
}

static bool
has_expiry(const struct rule_proof *p)
{
	const struct field_path *f;
	size_t i;

	for (i = 0; i < p->over_count; i++) {
		f = &p->over[i];
		if (strcmp(f->names[f->depth - 1], "expires") == 0)
			return true;
	}
	return false;
}

static void
check_proof(struct diagnostics *f, const struct rules *all,
	    const struct rule *r, const struct method *m)
{
	const enum fact_source source = rule_proof_source(&r->proof);

	if (!is_demanded(all, m, source))
		WARN(f, r,
		     "a %s without this proof passes; write: deny %s if not %s "
		     "exists",
		     m->name, m->name, facts_source_names[source]);
	if (r->proof.kind == PROOF_LINK && !has_expiry(&r->proof))
		WARN(f, r,
		     "links of this proof are good for ever; end the list of "
		     "fields with expires");
	if (r->proof.kind == PROOF_JWT && !r->proof.audience)
		WARN(f, r,
		     "this proof accepts tokens that were made for other "
		     "applications; write their aud: audience \"...\"");
}

/* Does a rule of connect set this field, or one in it, or around it? */
static bool
is_set_at_connect(const struct rules *all, const char *path)
{
	size_t i, j, len;

	for (i = 0; i < all->count; i++) {
		const struct rule *r = &all->at[i];

		for (j = 0; j < r->setting_count &&
			    strcasecmp(r->hook, "connect") == 0;
		     j++) {
			const char *field = r->settings[j].field.text;

			len = strlen(field) < strlen(path) ? strlen(field)
							   : strlen(path);
			if (strncmp(field, path, len) == 0 &&
			    strchr(".", field[len]) && strchr(".", path[len]))
				return true;
		}
	}
	return false;
}

static void
check_session_field(struct diagnostics *f, const struct rules *all,
		    const struct rule *r, const struct field_path *p)
{
	const struct method *connect = methods_find("connect");
	enum fact_source source;
	char shown[128];
	bool is_known;

	if (p->source != FACT_SESSION || p->depth < 2)
		return;
	source = facts_source_find(p->names[1], strlen(p->names[1]));
	is_known = source > FACT_BODY && source < FACT_PROOFS
		       ? is_proved(all, connect, source)
		       : is_set_at_connect(all, p->text + strlen("session."));
	log_escape(shown, sizeof shown, p->text);
	if (!is_known)
		WARN(f, r,
		     "no session has %s: it has what a set of connect sets, "
		     "and what a prove of connect proves (session.jwt.sub)",
		     shown);
}

static void
check_values(struct diagnostics *f, const struct rules *all,
	     const struct rule *r, const struct rule_value *v)
{
	size_t i;

	for (i = 0; i < v->fact_count; i++)
		check_session_field(f, all, r, &v->facts[i]);
}

static void
check_session(struct diagnostics *f, const struct rules *all,
	      const struct rule *r, const struct method *m)
{
	size_t i;

	if (!rule_needs(r, FACT_SESSION))
		return;
	if (m->type == HOOK_CONNECT) {
		WARN(f, r,
		     "connect comes before its session has anything, so this "
		     "%s counts as %s; test jwt or the field itself",
		     rule_kind_names[r->kind],
		     r->kind == RULE_DENY || r->kind == RULE_LIMIT
			 ? "a match"
			 : "no match");
		return;
	}
	for (i = 0; i < r->condition_count; i++) {
		check_session_field(f, all, r, &r->conditions[i].field);
		check_values(f, all, r, &r->conditions[i].value);
	}
	for (i = 0; i < r->setting_count; i++)
		check_values(f, all, r, &r->settings[i].value);
	if (r->kind == RULE_LIMIT)
		check_session_field(f, all, r, &r->by);
}

void
lint_facts(struct diagnostics *f, const struct rules *all, const struct rule *r,
	   const struct method *m)
{
	check_unproved(f, all, r, m);
	check_session(f, all, r, m);
	if (r->kind == RULE_PROVE)
		check_proof(f, all, r, m);
}
