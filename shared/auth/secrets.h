/*
 * secrets - the file of secrets that hooks are signed with, one per line.
 *
 * A line ends in \n or \r\n; all other bytes of it are the secret.  Blank lines
 * are skipped, and there are no comments.  Each secret is valid, so that an old
 * one may stay while a new one is introduced.
 */
#ifndef ECHOAPP_SECRETS_H
#define ECHOAPP_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/secret_file.h"

/* Each secret takes a digest of the body for each hook. */
#define SECRETS_MAX 16

/* A zeroed struct has no secret. */
struct secrets {
	struct secret_file file;
	struct bytes at[SECRETS_MAX];
	size_t count;
};

/* Reads the file if it is another one, or changed. */
void secrets_refresh(struct secrets *, const char *path);

/* Is this the HMAC-MD5 of the text with one of the secrets? */
bool secrets_verify(const struct secrets *, const uint8_t *signature,
		    struct bytes text);

/* Overwrites the secrets, and frees the memory. */
void secrets_wipe(struct secrets *);

#endif
