/* url_spellings - the URLs that must lead to a hook. */
#ifndef ECHOAPP_URL_SPELLINGS_H
#define ECHOAPP_URL_SPELLINGS_H

#include <stdbool.h>
#include <stddef.h>

/* A URL, and the hook that the journal must name for it. */
struct spelled_url {
	char path[512];
	char hook[128];
};

#define URL_SPELLINGS_MAX 32

/* Appends the URL before + name + after to an array of *n URLs. */
void url_spelling_add(struct spelled_url *, size_t *n, const char *as,
		      const char *before, const char *name, const char *after);

/*
 * Posts to each URL; the journal must name the hook of each, and must mark
 * either all or none as unknown.
 */
void url_spellings_check(const struct spelled_url *, size_t count,
			 bool unknown);

/* Checks each hook in each spelling, by its name and by its program's. */
void url_spellings_check_all(void);

/* Checks the aliases of hooks. */
void url_spellings_check_aliases(void);

#endif
