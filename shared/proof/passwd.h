/*
 * passwd - the file of users and the hashes of their passwords, as `htpasswd
 * -B` writes it: a line is user:hash.
 *
 * Blank lines and lines that begin with # are skipped.  Of the hashes of
 * crypt(5) those are accepted that take at most about a quarter of a second to
 * check, because strangers send passwords, and that are not plain passwords.
 */
#ifndef ECHOAPP_PASSWD_H
#define ECHOAPP_PASSWD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/secret_file.h"

/* A zeroed struct has no user. */
struct passwd_file {
	struct secret_file file;
	struct passwd_user {
		const char *name;
		const char *hash;
	} * at;
	size_t count;
};

/* Reads the file if it is another one, or changed.  True: a new version. */
bool passwd_refresh(struct passwd_file *, const char *path);

/* The user with that name, or NULL. */
const struct passwd_user *passwd_find(const struct passwd_file *,
				      const char *name);

/* Was the hash made of this password?  Slow on purpose. */
bool passwd_matches(const char *hash, const char *password);

/*
 * Reads the file once.  NULL: it cannot be read, other users can read it, or a
 * line is wrong; see read_file() for `st`.
 */
struct passwd_file *passwd_read(const char *path, struct stat *st,
				struct error *error);

/* The same as passwd_wipe() for passwd_read(); allows NULL. */
void passwd_free(struct passwd_file *);

/* Overwrites the hashes, and frees the memory. */
void passwd_wipe(struct passwd_file *);

#endif
