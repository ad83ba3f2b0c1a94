/* replays: how often each signed hook came within a minute. */

#include "auth/replays.h"

#include <string.h>

#include "support/harness.h"

static struct replays seen;

static void
forget(void)
{
	replays_free(&seen);
}

const struct test_setup test_setup = {
	.after = forget,
};

/* Counts a signature that differs from that of any other number. */
static unsigned
count(uint64_t number, uint32_t second)
{
	uint8_t signature[DIGEST_MD5];
	uint64_t words[2] = { number * UINT64_C(0x9e3779b97f4a7c15), number };

	memcpy(signature, words, sizeof words);
	return replays_count(&seen, signature, second);
}

TEST(each_signature_is_counted_for_itself)
{
	ck_assert_uint_eq(count(1, 1000), 0);
	ck_assert_uint_eq(count(1, 1000), 1);
	ck_assert_uint_eq(count(2, 1001), 0);
	ck_assert_uint_eq(count(1, 1002), 2);
}

TEST(after_a_minute_the_count_begins_again)
{
	ck_assert_uint_eq(count(1, 1000), 0);
	ck_assert_uint_eq(count(1, 1059), 1);
	ck_assert_uint_eq(count(1, 1060), 0);
	ck_assert_uint_eq(count(1, 1061), 1);
}

TEST(the_first_second_of_the_clock_is_one_like_others)
{
	ck_assert_uint_eq(count(1, 0), 0);
	ck_assert_uint_eq(count(1, 0), 1);
}

TEST(thousands_of_others_do_not_hide_a_repetition)
{
	unsigned i, found = 0;

	for (i = 1; i <= 4000; i++)
		ck_assert_uint_eq(count(i, 1000), 0);
	for (i = 1; i <= 4000; i++)
		found += count(i, 1001) > 0;
	ck_assert_uint_ge(found, 3900);
}

TEST(the_oldest_of_a_set_makes_room)
{
	uint8_t signature[DIGEST_MD5] = { 0 };
	uint8_t i;

	for (i = 1; i <= 2 * REPLAYS_WAYS; i++) {
		signature[15] = i;
		ck_assert_uint_eq(replays_count(&seen, signature, 1000u + i),
				  0);
	}
	signature[15] = 2 * REPLAYS_WAYS;
	ck_assert_uint_eq(replays_count(&seen, signature, 1010), 1);
	signature[15] = 1;
	ck_assert_uint_eq(replays_count(&seen, signature, 1010), 0);
}
