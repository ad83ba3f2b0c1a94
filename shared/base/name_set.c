/* name_set - a small set of names of JSON members. */

#include "name_set.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "die.h"
#include "str.h"

static uint64_t
length_bit(size_t len)
{
	return UINT64_C(1) << (len < 63 ? len : 63);
}

/* Compares the lengths, too, because a name from the network may have a NUL. */
static bool
is_same(const struct name_set_entry *e, const char *name, size_t len)
{
	return e->len == len && strncasecmp(e->at, name, len) == 0;
}

bool
name_set_has(const struct name_set *n, const char *name, size_t len)
{
	size_t i;

	if (!(n->lengths & length_bit(len)))
		return false;
	for (i = 0; i < n->count; i++)
		if (is_same(&n->at[i], name, len))
			return true;
	return false;
}

void
name_set_add(struct name_set *n, const char *name, size_t len)
{
	struct name_set_entry *more;

	if (name_set_has(n, name, len))
		return;
	more = reallocarray(n->at, n->count + 1, sizeof *n->at);
	if (!more)
		die(EXIT_TEMPORARY, "cannot allocate a set of names:");
	n->at = more;
	n->at[n->count++] =
	    (struct name_set_entry){ str_dup_len(name, len), len };
	n->lengths |= length_bit(len);
}

void
name_set_remove(struct name_set *n, const char *name, size_t len)
{
	size_t i, kept = 0;

	n->lengths = 0;
	for (i = 0; i < n->count; i++) {
		if (is_same(&n->at[i], name, len)) {
			free(n->at[i].at);
			continue;
		}
		n->lengths |= length_bit(n->at[i].len);
		n->at[kept++] = n->at[i];
	}
	n->count = kept;
}

void
name_set_free(struct name_set *n)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		free(n->at[i].at);
	free(n->at);
	*n = (struct name_set){ 0 };
}
