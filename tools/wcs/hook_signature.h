/*
 * hook_signature - the signature of a hook: HMAC-MD5 of the body's bytes, in
 * lower-case hexadecimal digits (PROTOCOL.md, Signature).
 */
#ifndef ECHOAPP_HOOK_SIGNATURE_H
#define ECHOAPP_HOOK_SIGNATURE_H

#include <stddef.h>

/* Bytes, with the NUL. */
#define HOOK_SIGNATURE_SIZE (2 * 16 + 1)

void hook_signature(char into[HOOK_SIGNATURE_SIZE], const char *key,
		    const char *body, size_t len);

#endif
