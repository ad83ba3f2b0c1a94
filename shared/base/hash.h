/* hash - FNV-1a in 64 bits, for tables and ETags; not a secure digest. */
#ifndef ECHOAPP_HASH_H
#define ECHOAPP_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(14695981039346656037)

/* The hash of all bytes so far; begin with HASH_START. */
static inline uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes, *end = at + len;

	while (at < end)
		hash = (hash ^ *at++) * UINT64_C(1099511628211);
	return hash;
}

#endif
