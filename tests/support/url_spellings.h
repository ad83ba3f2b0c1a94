/* ways - the URLs that have to lead to a hook. */
#ifndef ECHOAPP_WAYS_H
#define ECHOAPP_WAYS_H

#include <stdbool.h>
#include <stddef.h>

/* What a URL is expected to be: a spelling, and the hook it stands for. */
struct way {
	char path[512];
	char hook[128];
};

#define WAYS 32

/* Adds one to the `*n` that there are: before, name and after in a row. */
void way_add(struct way *, size_t *n, const char *as, const char *before,
	     const char *name, const char *after);

/* All ways to the hook `as`, called `name` in them; returns how many. */
size_t ways_to(const char *as, const char *name, struct way *);

/* Posts to all of them; the journal calls each what it should, and says of all
 * or of none that nobody knows them. */
void ways_lead(const struct way *, size_t count, bool unknown);

/* Every hook in every spelling, by its name and its program's. */
void ways_lead_everywhere(void);

/* The other names that some have. */
void aliases_lead_everywhere(void);

#endif
