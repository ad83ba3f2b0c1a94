/* hash - hashes in 64 bits, for tables and ETags; not secure digests. */
#ifndef ECHOAPP_HASH_H
#define ECHOAPP_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_START UINT64_C(14695981039346656037)

/* FNV-1a of all bytes so far; begin with HASH_START. */
static inline uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *at = bytes, *end = at + len;

	while (at < end)
		hash = (hash ^ *at++) * UINT64_C(1099511628211);
	return hash;
}

__extension__ typedef unsigned __int128 hash_wide;

/*
 * The hash with one more number.  Both halves of the product are used: its low
 * half does not depend on the high bits.
 */
static inline uint64_t
hash_number(uint64_t hash, uint64_t n)
{
	hash_wide product = (hash_wide)(hash ^ n) * 11400714819323198485u;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The hash with one more text, eight bytes at a time, for long texts. */
static inline uint64_t
hash_text(uint64_t hash, const char *text)
{
	const char *end = text + strlen(text);
	uint64_t eight;

	for (; end - text >= (ptrdiff_t)sizeof eight; text += sizeof eight) {
		memcpy(&eight, text, sizeof eight);
		hash = hash_number(hash, eight);
	}
	if (text < end) {
		eight = 0;
		memcpy(&eight, text, (size_t)(end - text));
		hash = hash_number(hash, eight);
	}
	return hash;
}

#endif
