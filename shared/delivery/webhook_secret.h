/*
 * webhook_secret - signs requests as Standard Webhooks 1.0 has it.
 *
 * A file has a secret in each line: "whsec_" and 24 to 64 bytes in base64.
 * Blank lines are skipped.  A request is signed with each of them, so that an
 * old one may stay until the receiver knows the new one.
 */
#ifndef ECHOAPP_WEBHOOK_SECRET_H
#define ECHOAPP_WEBHOOK_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/secret_file.h"

#define WEBHOOK_SECRETS_MAX 8
#define WEBHOOK_SECRET_MAX 64

/* A zeroed struct has no secret. */
struct webhook_secret {
	struct secret_file file;
	struct {
		uint8_t bytes[WEBHOOK_SECRET_MAX];
		size_t len;
	} at[WEBHOOK_SECRETS_MAX];
	size_t count;
};

/*
 * Reads the file if it is another one, or changed.  Returns 0; or -1 with the
 * reason if there is no secret.
 */
int webhook_secret_refresh(struct webhook_secret *, const char *path,
			   struct error *);

/* Appends the value of webhook-signature: "v1,BASE64 v1,BASE64". */
void webhook_secret_sign(const struct webhook_secret *, const char *id,
			 int64_t seconds, struct bytes body, struct buffer *);

/* Overwrites the secrets, and frees the memory. */
void webhook_secret_wipe(struct webhook_secret *);

#endif
