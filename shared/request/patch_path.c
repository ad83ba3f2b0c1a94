/* set - changes a member of the answer that may lie in others. */

#include "patch_path.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "patch.h"

/* The value with names[0] in it, and so on, changed to `json`. */
static void
put(struct buffer *out, const char *value, size_t len, char **names,
    size_t depth, const char *json)
{
	struct scan s = { 0 };
	struct buffer inner = { 0 };
	const struct token *t;

	if (depth == 0) {
		buffer_str(out, json);
		return;
	}
	if (!value || scan(&s, value, len))
		scan(&s, "{}", 2);
	t = token_member(&s, token_root(&s), names[0]);
	put(&inner, t ? s.text + t->start : NULL, t ? t->end - t->start : 0,
	    names + 1, depth - 1, json);
	buffer_add(&inner, "", 1);
	patch(out, &s, &(struct change){ .name = names[0], .json = inner.at });
	buffer_free(&inner);
	scan_free(&s);
}

/* What the member would be in the answer as it stands. */
static const char *
value_now(struct exchange *x, const char *name, size_t *len)
{
	const struct change *c;
	const struct token *t;

	for (c = x->changes; c; c = c->next)
		if (strcmp(c->name, name) == 0) {
			*len = strlen(c->json);
			return c->json;
		}
	t = token_member(x->body, token_root(x->body), name);
	*len = t ? t->end - t->start : 0;
	return t ? x->body->text + t->start : NULL;
}

void
set_member(struct exchange *x, const struct member_path *m, const char *json)
{
	struct buffer whole = { 0 };
	const char *now;
	size_t len;

	now = value_now(x, m->names[0], &len);
	put(&whole, now, len, m->names + 1, m->depth - 1, json);
	buffer_add(&whole, "", 1);
	set_value(x, m->names[0], whole.at);
	buffer_free(&whole);
}
