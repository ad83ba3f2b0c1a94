/*
 * line_set - the lines of a file, as a set for a million of them.
 *
 * An entry is a whole line without its line end (LF or CR LF), exact to the
 * byte: there are no comments, and blanks are part of an entry.  Empty lines
 * and a byte order mark at the beginning of the file are not entries.
 *
 * A look-up takes the same time in a list of any length.  A set takes the
 * file's size in memory and 12 to 24 bytes for each entry.
 */
#ifndef ECHOAPP_LINE_SET_H
#define ECHOAPP_LINE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "error.h"

struct line_set;

/* NULL: the file cannot be read; see read_file() for `st` and `error`. */
struct line_set *line_set_read(const char *path, struct stat *st,
			       struct error *error);

/* The same of a text. */
struct line_set *line_set_new(const char *text, size_t len);

/* Adds an owner; each owner calls line_set_free(), which takes NULL. */
struct line_set *line_set_share(struct line_set *);
void line_set_free(struct line_set *);

bool line_set_has(const struct line_set *, const char *bytes, size_t len);

/*
 * Does the longest entry that the bytes begin with say so?  An entry after a !
 * says no: with the entries 49 and !49900, 4930 is in the set, and 49900 is
 * not.
 */
bool line_set_has_prefix_of(const struct line_set *, const char *bytes,
			    size_t len);

#endif
