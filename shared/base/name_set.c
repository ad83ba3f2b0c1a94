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
same(const struct name *ours, const char *name, size_t len)
{
	return ours->len == len && strncasecmp(ours->at, name, len) == 0;
}

bool
names_has(const struct names *n, const char *name, size_t len)
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
names_add(struct names *n, const char *name, size_t len)
{
	struct name *more;

	if (names_has(n, name, len))
		return;
	more = reallocarray(n->at, n->count + 1, sizeof *n->at);
	if (!more)
		die(EXIT_AGAIN, "a list of names:");
	n->at = more;
	n->at[n->count] = (struct name){ strndup(name, len), len };
	if (!n->at[n->count].at)
		die(EXIT_AGAIN, "a name:");
	n->count++;
	n->lengths |= length_bit(len);
}

void
names_remove(struct names *n, const char *name, size_t len)
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
names_free(struct names *n)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		free(n->at[i].at);
	free(n->at);
	*n = (struct names){ 0 };
}
