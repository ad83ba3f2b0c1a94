/* patch - changes members of a JSON object. */

#include "patch.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"

/* The last change of that name, or NULL. */
static struct change *
change_of(const struct json_scan *body, const struct json_token *name,
	  struct change *all)
{
	struct change *found = NULL;

	for (; all; all = all->next)
		if (json_token_equals(body, name, all->name, strlen(all->name)))
			found = all;
	return found;
}

static void
add_new(struct buffer *out, const struct change *all, bool first)
{
	for (; all; all = all->next) {
		if (all->applied)
			continue;
		if (!first)
			buffer_str(out, ",");
		json_write_string(out, all->name, strlen(all->name));
		buffer_str(out, ":");
		buffer_str(out, all->json);
		first = false;
	}
}

void
patch(struct buffer *out, const struct json_scan *body, struct change *changes)
{
	const struct json_token *root = json_token_root(body),
				*name = json_token_first(root);
	const struct json_token *value;
	bool first = name == json_token_end(body, root);
	size_t from = 0;

	for (; name < json_token_end(body, root);
	     name = json_token_next(body, value)) {
		struct change *c = change_of(body, name, changes);

		value = json_token_next(body, name);
		if (!c)
			continue;
		c->applied = true;
		buffer_add(out, body->text + from, value->start - from);
		buffer_str(out, c->json);
		from = value->end;
	}
	buffer_add(out, body->text + from, root->end - 1 - from);
	add_new(out, changes, first);
	buffer_add(out, body->text + root->end - 1,
		   body->len - (root->end - 1));
}
