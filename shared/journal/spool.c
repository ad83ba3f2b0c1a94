/* spool - lines that wait in memory until the journal can be written. */

#include "spool.h"

#include <stdlib.h>
#include <string.h>

struct spool_line {
	struct spool_line *next;
	struct timespec when;
	size_t len;
	char text[];
};

bool
spool_add(struct spool *s, const struct timespec *when, const char *line,
	  size_t len)
{
	struct spool_line *l;

	if (len > SPOOL_BYTES_MAX - s->bytes)
		return false;
	l = malloc(sizeof *l + len);
	if (!l)
		return false;
	l->next = NULL;
	l->when = *when;
	l->len = len;
	memcpy(l->text, line, len);
	if (s->last)
		s->last->next = l;
	else
		s->first = l;
	s->last = l;
	s->count++;
	s->bytes += len;
	return true;
}

static void
remove_first(struct spool *s)
{
	struct spool_line *l = s->first;

	s->first = l->next;
	if (!s->first)
		s->last = NULL;
	s->count--;
	s->bytes -= l->len;
	free(l);
}

int
spool_write(struct spool *s, struct journal *j, bool durable)
{
	int bad = 0;

	while (s->first && !bad) {
		const struct spool_line *l = s->first;

		bad = journal_append(j, &l->when, l->text, l->len, durable);
		if (journal_has_line(j))
			remove_first(s);
	}
	return s->first ? -1 : 0;
}

void
spool_clear(struct spool *s)
{
	while (s->first)
		remove_first(s);
}
