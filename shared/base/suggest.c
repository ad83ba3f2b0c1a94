/* suggest - the name that somebody may have meant. */

#include "suggest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LENGTH_MAX 64

static bool
is_same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t
smallest(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Levenshtein's distance: insertions, deletions and changes of one byte,
 * without regard to case.  Only one row of the table is kept.  SIZE_MAX for
 * long names.
 */
static size_t
distance_of(const char *a, const char *b)
{
	size_t row[LENGTH_MAX + 1], len = strlen(b), i, j;

	if (len > LENGTH_MAX || strlen(a) > LENGTH_MAX)
		return SIZE_MAX;
	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			const size_t above = row[j + 1];

			row[j + 1] = smallest(smallest(above, row[j]) + 1,
					      diagonal + !is_same(a[i], b[j]));
			diagonal = above;
		}
	}
	return row[len];
}

void
suggest_try(struct suggestion *n, const char *name)
{
	const size_t distance = distance_of(n->wanted, name);

	if (distance > 1 + strlen(n->wanted) / 4)
		return;
	if (n->name && n->distance <= distance)
		return;
	n->name = name;
	n->distance = distance;
}
