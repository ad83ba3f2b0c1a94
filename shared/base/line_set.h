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

struct listfile;

/* See contents_read() for st and error; NULL then. */
struct listfile *listfile_read(const char *path, struct stat *st, char *error,
			       size_t size);

/* It has one owner more; each of them frees it. */
struct listfile *listfile_share(struct listfile *);
void listfile_free(struct listfile *);

bool listfile_has(const struct listfile *, const char *bytes, size_t len);

/* How many entries there are; one that stands twice is one. */
size_t listfile_count(const struct listfile *);

#endif
