/*
 * sign - the signature WCS puts under a hook: HMAC-MD5 of the body's bytes, in
 * small hexadecimal digits (PROTOCOL.md, Signature).
 */
#ifndef ECHOAPP_SIGN_H
#define ECHOAPP_SIGN_H

#include <stddef.h>

#define HOOK_SIGNATURE_SIZE (2 * 16 + 1)

void hook_signature(char into[HOOK_SIGNATURE_SIZE], const char *key,
		    const char *body, size_t len);

#endif
