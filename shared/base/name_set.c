/* names - a small set of member names. */

#include "name_set.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "die.h"

static uint64_t
length_bit(size_t len)
{
	return UINT64_C(1) << (len < 63 ? len : 63);
}

/* A name from the network may hold anything, a NUL byte too. */
static bool
same(const struct name_set_entry *ours, const char *name, size_t len)
{
	return ours->len == len && strncasecmp(ours->at, name, len) == 0;
}

bool
name_set_has(const struct name_set *n, const char *name, size_t len)
{
	size_t i;

	if (!(n->lengths & length_bit(len)))
		return false;
	for (i = 0; i < n->count; i++)
		if (same(&n->at[i], name, len))
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
		die(EXIT_TEMPORARY, "a list of names:");
	n->at = more;
	n->at[n->count] = (struct name_set_entry){ strndup(name, len), len };
	if (!n->at[n->count].at)
		die(EXIT_TEMPORARY, "a name:");
	n->count++;
	n->lengths |= length_bit(len);
}

void
name_set_remove(struct name_set *n, const char *name, size_t len)
{
	size_t i, kept = 0;

	n->lengths = 0;
	for (i = 0; i < n->count; i++) {
		if (same(&n->at[i], name, len)) {
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
