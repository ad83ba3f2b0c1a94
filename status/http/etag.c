/* etag - the ETag of a response, from its bytes. */

#include "etag.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

/* FNV-1a as in base/hash.h, but of eight bytes at a time: it is faster. */
void
etag(const struct buffer *b, char tag[ETAG_SIZE])
{
	uint64_t h = HASH_START;
	size_t i, n;

	for (i = 0; i < b->len; i += n) {
		uint64_t word = 0;

		n = b->len - i < sizeof word ? b->len - i : sizeof word;
		memcpy(&word, b->at + i, n);
		h = (h ^ word ^ n) * 1099511628211u;
		/* Multiplication never moves high bits down. */
		h ^= h >> 32;
	}
	snprintf(tag, ETAG_SIZE, "%016" PRIx64, h);
}
