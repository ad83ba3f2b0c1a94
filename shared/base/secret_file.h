/*
 * private - a file of secrets, kept in memory as long as it is good.
 *
 * It is refused when others than its owner and group may use it.  A broken new
 * version keeps the old one in force and is told once.  Without any good
 * version `text` is NULL and `error` says why: then nobody is let in.
 */
#ifndef ECHOAPP_PRIVATE_H
#define ECHOAPP_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "file_watch.h"

#define SECRET_FILE_MAX ((size_t)1024 * 1024)

struct secret_file {
	struct file_watch file;
	char *text; /* what the last good version says, and a NUL; or NULL */
	size_t len;
	struct error error; /* why the last reading failed, or "" */
};

/*
 * Makes something of a version; what it keeps may point into `text`, which it
 * may cut up.  -1: it is broken, `error` has words, and nothing was kept.
 */
typedef int secret_file_parse_fn(void *arg, char *text, size_t len,
				 const struct secret_file *from,
				 struct error *error);

/*
 * Reads the file `path`, if that is another than before, or it has changed.
 * True: a new version was taken.
 */
bool secret_file_refresh(struct secret_file *, const char *path,
			 secret_file_parse_fn *, void *arg);

/* Wipes all of it. */
void secret_file_wipe(struct secret_file *);

#endif
