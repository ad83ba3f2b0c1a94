/* in_force_note - notes in STATE what a program works with. */

#include "in_force_note.h"

#include "base/str.h"
#include "conf/in_force.h"

/* The rules in force; those that the program could not start with if none are.
 */
static const struct rules *
version_of(const struct rules_reload *r)
{
	return r->usable ? &r->current : &r->failed;
}

/* Is another version in force than the noted one? */
static bool
is_due(const struct in_force_note *n, const struct conf_file *f,
       const struct rules_reload *r)
{
	return f->usable && (n->conf != f->current.loaded ||
			     n->rules != version_of(r)->loaded);
}

void
in_force_note_write(struct in_force_note *n, const struct conf_file *f,
		    const struct rules_reload *r)
{
	const struct rules *rules = version_of(r);
	const struct conf *c = &f->current;
	struct in_force x = {
		.conf = { .path = f->file.path, .since = c->loaded },
		.rules = { .path = r->path, .since = rules->loaded },
		.rule_count = (int64_t)rules->count,
	};

	if (!is_due(n, f, r) || n->tried == time(NULL))
		return;
	n->tried = time(NULL);
	str_copy(x.conf.digest, sizeof x.conf.digest, c->digest);
	str_copy(x.rules.digest, sizeof x.rules.digest, rules->digest);
	if (!r->usable)
		x.rules_error = r->error;
	if (in_force_write(&x, c->state_dir))
		return;
	n->conf = c->loaded;
	n->rules = rules->loaded;
}
