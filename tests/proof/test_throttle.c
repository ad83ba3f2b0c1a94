/* throttle: how long a group may be checked, and when again. */

#include "proof/throttle.h"

#include "support/harness.h"

#define SECOND INT64_C(1000000)

TEST(a_burst_is_allowed_and_then_one_part_in_fifty)
{
	struct throttle b = { 0 };
	const int64_t start = 1000 * SECOND;
	int64_t now = start, cost = 50000, spent = 0;

	while (throttle_allows(&b, 3, now)) {
		throttle_charge(&b, 3, now, cost);
		spent += cost;
		now += cost;
	}
	ck_assert_int_ge(spent, THROTTLE_BURST);
	ck_assert_int_le(spent, THROTTLE_BURST + cost);
	/* A group that asks all the time gets its share, no more. */
	for (; now < start + 1000 * SECOND; now += 10) {
		if (!throttle_allows(&b, 3, now))
			continue;
		throttle_charge(&b, 3, now, cost);
		spent += cost;
	}
	ck_assert_int_le(spent, THROTTLE_BURST + cost +
				    1000 * SECOND / THROTTLE_SHARE);
	ck_assert_int_ge(spent, 1000 * SECOND / THROTTLE_SHARE);
}

TEST(the_groups_have_nothing_to_do_with_each_other)
{
	struct throttle b = { 0 };
	unsigned i;

	throttle_charge(&b, 5, 0, THROTTLE_BURST);
	for (i = 0; i < 256; i++)
		ck_assert_int_eq(throttle_allows(&b, i, 0),
				 i % THROTTLE_GROUPS != 5);
}

TEST(all_strangers_together_get_a_burst_and_then_one_part_in_twenty)
{
	struct throttle b = { 0 };
	const int64_t start = 1000 * SECOND, cost = 250000;
	int64_t now, spent = 0;
	unsigned i = 0;

	for (now = start; now < start + 1000 * SECOND; now += 1000) {
		if (!throttle_allows(&b, i++ % 256, now))
			continue;
		throttle_charge(&b, i % 256, now, cost);
		spent += cost;
	}
	ck_assert_int_le(spent, THROTTLE_STRANGERS_BURST + cost +
				    1000 * SECOND / THROTTLE_STRANGERS_SHARE);
	ck_assert_int_ge(spent, 900 * SECOND / THROTTLE_STRANGERS_SHARE);
}

TEST(strangers_cannot_use_up_the_time_of_those_who_were_right)
{
	struct throttle b = { 0 };
	unsigned i;

	for (i = 0; i < 256; i++)
		throttle_charge(&b, i, 0, 10 * SECOND);
	ck_assert(!throttle_allows(&b, 0, 0));
	ck_assert(throttle_allows(&b, THROTTLE_PROVEN, 0));
	throttle_charge(&b, THROTTLE_PROVEN, 0, THROTTLE_BURST);
	ck_assert(!throttle_allows(&b, THROTTLE_PROVEN, 0));
}

TEST(what_was_saved_up_is_not_more_than_a_burst)
{
	struct throttle b = { 0 };

	ck_assert(throttle_allows(&b, 0, 0));
	throttle_charge(&b, 0, 1000000 * SECOND, THROTTLE_BURST);
	ck_assert(!throttle_allows(&b, 0, 1000000 * SECOND));
	ck_assert(throttle_allows(&b, 0, 1000000 * SECOND + 1));
}
