/* url_spellings - the URLs that have to lead to a hook. */
#ifndef ECHOAPP_URL_SPELLINGS_H
#define ECHOAPP_URL_SPELLINGS_H

#include <stdbool.h>
#include <stddef.h>

/* What a URL is expected to be: a spelling, and the hook it stands for. */
struct url_spelling {
	char path[512];
	char hook[128];
};

#define URL_SPELLINGS_MAX 32

/* Adds one to the `*n` that there are: before, name and after in a row. */
void url_spelling_add(struct url_spelling *, size_t *n, const char *as,
		      const char *before, const char *name, const char *after);

/* All ways to the hook `as`, called `name` in them; returns how many. */
size_t url_spellings_of(const char *as, const char *name,
			struct url_spelling *);

/* Posts to all of them; the journal calls each what it should, and says of all
 * or of none that nobody knows them. */
void url_spellings_check(const struct url_spelling *, size_t count,
			 bool unknown);

/* Every hook in every spelling, by its name and its program's. */
void url_spellings_check_all(void);

/* The other names that some have. */
void url_spellings_check_aliases(void);

#endif
