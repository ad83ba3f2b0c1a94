/* patch - the answer with some members changed. */

#include "patch.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"

/* The last change asked for wins. */
static struct change *
change_of(const struct scan *body, const struct token *name, struct change *all)
{
	struct change *found = NULL;

	for (; all; all = all->next)
		if (token_says(body, name, all->name, strlen(all->name)))
			found = all;
	return found;
}

static void
add_new(struct buffer *out, const struct change *all, bool first)
{
	for (; all; all = all->next) {
		if (all->placed)
			continue;
		if (!first)
			buffer_str(out, ",");
		json_add_string(out, all->name, strlen(all->name));
		buffer_str(out, ":");
		buffer_str(out, all->json);
		first = false;
	}
}

void
patch(struct buffer *out, const struct scan *body, struct change *changes)
{
	const struct token *root = token_root(body), *name = token_first(root);
	const struct token *value;
	bool first = name == token_end(body, root);
	size_t from = 0;

	for (; name < token_end(body, root); name = token_next(body, value)) {
		struct change *c = change_of(body, name, changes);

		value = token_next(body, name);
		if (!c)
			continue;
		c->placed = true;
		buffer_add(out, body->text + from, value->start - from);
		buffer_str(out, c->json);
		from = value->end;
	}
	buffer_add(out, body->text + from, root->end - 1 - from);
	add_new(out, changes, first);
	buffer_add(out, body->text + root->end - 1,
		   body->len - (root->end - 1));
}
