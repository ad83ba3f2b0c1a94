/*
 * passwd - users and the hashes of their passwords, as `htpasswd -B` writes
 * them: a line is user:hash.
 *
 * Blank lines and those that begin with # are passed over.  Taken are the
 * hashes of crypt(5) that a stranger's guess cannot make cost more than about
 * a quarter of a second, and that nobody mistakes for a password.
 */
#ifndef ECHOAPP_PASSWD_H
#define ECHOAPP_PASSWD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret_file.h"

/* A zeroed struct has nobody. */
struct passwd_file {
	struct secret_file file;
	struct passwd_user {
		const char *name;
		const char *hash;
	} * at;
	size_t count;
};

/* Reads the file when it is another one, or has changed: then true. */
bool passwd_refresh(struct passwd_file *, const char *path);

/* The user of that name, or NULL. */
const struct passwd_user *passwd_find(const struct passwd_file *,
				      const char *name);

/* Is this the password that the hash was made of?  Slow, that is its point. */
bool passwd_matches(const char *hash, const char *password);

/* Wipes them. */
void passwd_wipe(struct passwd_file *);

#endif
