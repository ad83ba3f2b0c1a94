/*
 * passwd - the file of users and the hashes of their passwords, as `htpasswd
 * -B` writes it: a line is user:hash.
 *
 * Blank lines and lines that begin with # are skipped.  Of the hashes of
 * crypt(5), and of WordPress (`$wp$2y$`), those are accepted that take at most
 * about a quarter of a second to check, because strangers send passwords, and
 * that are not plain passwords.
 */
#ifndef ECHOAPP_PASSWD_H
#define ECHOAPP_PASSWD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/hash_index.h"
#include "base/secret_file.h"

/* A zeroed struct has no user. */
struct passwd_file {
	struct secret_file file;
	struct passwd_user {
		const char *name;
		const char *hash;
	} * at;
	size_t count;
	struct hash_index by_name;
};

/* Reads the file if it is another one, or changed.  True: a new version. */
bool passwd_refresh(struct passwd_file *, const char *path);

/*
 * Why the hash is not accepted, in a text without any part of it; or NULL.  It
 * ends before a colon.
 */
const char *passwd_fault(const char *hash);

/* The user with that name, or NULL. */
const struct passwd_user *passwd_find(const struct passwd_file *,
				      const char *name);

/* Was the hash made of this password?  Slow on purpose. */
bool passwd_matches(const char *hash, const char *password);

/* The longest file of passwd_read(), in bytes: some 900,000 users. */
#define PASSWD_FILE_MAX ((size_t)64 << 20)

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
