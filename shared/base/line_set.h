/*
 * listfile - a file of one entry per line, made for a million of them.
 *
 * An entry is a whole line without its line end (LF, or CR LF), exact to the
 * byte: there are no comments, and blanks belong to it.  Empty lines are no
 * entries, and a byte order mark at the beginning is none of one.
 *
 * A look-up costs the same however long the list is.  It takes the file's size
 * in memory and 12 to 24 bytes for each entry.
 */
#ifndef ECHOAPP_LISTFILE_H
#define ECHOAPP_LISTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "error.h"

struct line_set;

/* See read_file() for st and error; NULL then. */
struct line_set *line_set_read(const char *path, struct stat *st,
			       struct error *error);

/* It has one owner more; each of them frees it. */
struct line_set *line_set_share(struct line_set *);
void line_set_free(struct line_set *);

bool line_set_has(const struct line_set *, const char *bytes, size_t len);

/* How many entries there are; one that stands twice is one. */
size_t line_set_count(const struct line_set *);

#endif
