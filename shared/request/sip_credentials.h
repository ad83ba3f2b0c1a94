/*
 * sip_credentials - takes credentials out of a raw SIP message.
 *
 * Authorization and Proxy-Authorization answer a challenge with a digest of the
 * password, at which a thief can guess offline.
 */
#ifndef ECHOAPP_SIP_CREDENTIALS_H
#define ECHOAPP_SIP_CREDENTIALS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/*
 * May the message have such a header?  The text is that of a JSON string, with
 * its escapes; false is certain.
 */
bool sip_credentials_suspected(const char *json, size_t len);

/* Appends the message, decoded, with "***" for the value of such headers. */
void sip_credentials_redact(struct buffer *, const char *message, size_t len);

#endif
