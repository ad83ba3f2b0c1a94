/* url_spellings - the URLs that have to lead to a hook. */
#ifndef ECHOAPP_URL_SPELLINGS_H
#define ECHOAPP_URL_SPELLINGS_H

#include <stdbool.h>
#include <stddef.h>

/* What a URL is expected to be: a spelling, and the hook it stands for. */
struct spelled_url {
	char path[512];
	char hook[128];
};

#define URL_SPELLINGS_MAX 32

/* Adds one to the `*n` that there are: before, name and after in a row. */
void url_spelling_add(struct spelled_url *, size_t *n, const char *as,
		      const char *before, const char *name, const char *after);

/*
 * Posts to each; the journal has to call each by its hook, and all of them
 * known or all unknown.
 */
void url_spellings_check(const struct spelled_url *, size_t count,
			 bool unknown);

/* Every hook in every spelling, by its name and its program's. */
void url_spellings_check_all(void);

/* The other names that some have. */
void url_spellings_check_aliases(void);

#endif
