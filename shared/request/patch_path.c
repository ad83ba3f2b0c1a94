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
	struct json_scan s = { 0 };
	struct buffer inner = { 0 };
	const struct json_token *t;

	if (depth == 0) {
		buffer_str(out, json);
		return;
	}
	if (!value || json_scan(&s, value, len))
		json_scan(&s, "{}", 2);
	t = json_token_member(&s, json_token_root(&s), names[0]);
	put(&inner, t ? s.text + t->start : NULL, t ? t->end - t->start : 0,
	    names + 1, depth - 1, json);
	buffer_add(&inner, "", 1);
	patch(out, &s, &(struct change){ .name = names[0], .json = inner.at });
	buffer_free(&inner);
	json_scan_free(&s);
}

/* What the member would be in the answer as it stands. */
static const char *
current_value(struct exchange *x, const char *name, size_t *len)
{
	const struct change *c;
	const struct json_token *t;

	for (c = x->changes; c; c = c->next)
		if (strcmp(c->name, name) == 0) {
			*len = strlen(c->json);
			return c->json;
		}
	t = json_token_member(x->body, json_token_root(x->body), name);
	*len = t ? t->end - t->start : 0;
	return t ? x->body->text + t->start : NULL;
}

void
patch_path(struct exchange *x, const struct field_path *m, const char *json)
{
	struct buffer whole = { 0 };
	const char *now;
	size_t len;

	now = current_value(x, m->names[0], &len);
	put(&whole, now, len, m->names + 1, m->depth - 1, json);
	buffer_add(&whole, "", 1);
	set_value(x, m->names[0], whole.at);
	buffer_free(&whole);
}
