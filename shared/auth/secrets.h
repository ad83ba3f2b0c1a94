/*
 * secrets - the file of secrets that hooks are signed with, one a line.
 *
 * A line ends in \n or \r\n; every other byte of it is the secret.  Blank
 * lines are passed over, and there are no comments.  Each secret counts, so
 * that an old one may go on while a new one is taken into use.
 */
#ifndef ECHOAPP_SECRETS_H
#define ECHOAPP_SECRETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/secret_file.h"

/* Each costs a digest of the body, whoever asks. */
#define SECRETS_MAX 16

/* A zeroed struct has none. */
struct secrets {
	struct secret_file file;
	struct bytes at[SECRETS_MAX];
	size_t count;
};

/* Reads the file when it is another one, or has changed. */
void secrets_refresh(struct secrets *, const char *path);

/* Did one of the secrets make this signature of the text? */
bool secrets_verify(const struct secrets *, const uint8_t *signature,
		    struct bytes text);

/* Wipes them. */
void secrets_wipe(struct secrets *);

#endif
