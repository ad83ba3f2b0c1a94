/* patch_path - changes a member of the answer, at any depth. */

#include "patch_path.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "patch.h"

void
patch_path_add(struct buffer *out, const char *value, size_t len,
	       char *const *names, size_t depth, const char *json)
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
	patch_path_add(&inner, t ? s.text + t->start : NULL,
		       t ? t->end - t->start : 0, names + 1, depth - 1, json);
	buffer_add(&inner, "", 1);
	patch(out, &s, &(struct change){ .name = names[0], .json = inner.at });
	buffer_free(&inner);
	json_scan_free(&s);
}

/* The member's value in the answer, after the changes until now; or NULL. */
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
patch_path(struct exchange *x, const struct field_path *p, const char *json)
{
	struct buffer whole = { 0 };
	const char *value;
	size_t len;

	value = current_value(x, p->names[0], &len);
	patch_path_add(&whole, value, len, p->names + 1, p->depth - 1, json);
	buffer_add(&whole, "", 1);
	set_value(x, p->names[0], whole.at);
	buffer_free(&whole);
}
