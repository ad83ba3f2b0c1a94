/*
 * secret_file - a file of secrets, kept in memory.
 *
 * A file that users other than its owner and group may access is refused.  If a
 * new version has an error, the old one stays in force and the error is logged
 * once.  If no version was good yet, `text` is NULL and `error` says why.
 */
#ifndef ECHOAPP_SECRET_FILE_H
#define ECHOAPP_SECRET_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "file_watch.h"

/* Bytes. */
#define SECRET_FILE_MAX ((size_t)1024 * 1024)

/* A zeroed struct has read no file. */
struct secret_file {
	struct file_watch file;
	char *text; /* the last good version and a NUL, or NULL */
	size_t len;
	struct error error; /* why the last version was refused, or "" */
};

/*
 * Parses a version.  It may change `text` and keep pointers into it, which are
 * good until it accepts the next version.  Returns 0; or -1 with `error` set,
 * and keeps nothing.
 */
typedef int secret_file_parse_fn(void *arg, char *text, size_t len,
				 const struct secret_file *from,
				 struct error *error);

/*
 * Reads the file if `path` is another one than before, or if the file changed.
 * True: a new version is in force.
 */
bool secret_file_refresh(struct secret_file *, const char *path,
			 secret_file_parse_fn *, void *arg);

/* Overwrites the secrets, frees all memory and zeroes the struct. */
void secret_file_wipe(struct secret_file *);

#endif
