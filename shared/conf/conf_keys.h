/* conf_keys - the keys of echoapp.conf, and their defaults; for conf.c. */
#ifndef ECHOAPP_CONF_KEYS_H
#define ECHOAPP_CONF_KEYS_H

#include <stddef.h>

#include "conf.h"

/* The line that is being read. */
struct conf_line {
	const char *path; /* of the file; paths in it are relative to it */
	unsigned number;  /* from 1 */
	struct error *error;
};

/* Reads one line of the file, which it changes.  0, or -1 with at->error set.
 */
int conf_keys_read_line(struct conf *, const struct conf_line *at, char *text);

/* Checks what no single line shows.  0, or -1 with at->error set. */
int conf_keys_check(const struct conf *, const struct conf_line *at);

/* Overwrites all members; the caller releases them, as conf_close() does. */
void conf_keys_set_defaults(struct conf *);

/* Returns a path that the caller frees; a relative `path` is below `dir`. */
char *conf_keys_absolute_path(const char *dir, const char *path);

#endif
