/* backoff: waits double up to a limit, and differ. */

#include "deliver/backoff.h"
#include "support/harness.h"

TEST(waits_double_up_to_the_limit_and_lose_up_to_a_half)
{
	int64_t whole = BACKOFF_FIRST, wait, least;
	unsigned failures, i;

	for (failures = 1; failures < 40; failures++) {
		least = INT64_MAX;
		for (i = 0; i < 50; i++) {
			wait = backoff_after(failures);
			ck_assert_int_le(wait, whole);
			ck_assert_int_ge(wait, whole / 2);
			least = wait < least ? wait : least;
		}
		ck_assert_int_lt(least, whole);
		whole = whole * 2 < BACKOFF_MAX ? whole * 2 : BACKOFF_MAX;
	}
}
