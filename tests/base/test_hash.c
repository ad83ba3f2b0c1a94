/* hash: FNV-1a, as its authors publish it. */

#include "base/hash.h"

#include <string.h>

#include "support/harness.h"

/* http://www.isthe.com/chongo/tech/comp/fnv/ has the vectors. */
TEST(is_fnv_1a)
{
	ck_assert(hash_bytes(HASH_START, "", 0) == 0xcbf29ce484222325);
	ck_assert(hash_bytes(HASH_START, "a", 1) == 0xaf63dc4c8601ec8c);
	ck_assert(hash_bytes(HASH_START, "foobar", 6) == 0x85944171f73967e8);
}

TEST(the_parts_of_a_text_hash_like_the_whole)
{
	unsigned char bytes[64];
	uint64_t seed = 9;
	size_t i, cut;

	for (i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)next_random(&seed);
	for (cut = 0; cut <= sizeof bytes; cut++) {
		uint64_t h = hash_bytes(HASH_START, bytes, cut);

		h = hash_bytes(h, bytes + cut, sizeof bytes - cut);
		ck_assert(h == hash_bytes(HASH_START, bytes, sizeof bytes));
	}
}
