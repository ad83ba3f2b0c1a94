/* hash_index: each row is found by its hash, and no row by another. */

#include "base/hash_index.h"

#include <string.h>

#include "support/harness.h"

static struct hash_index index_of_rows;

static void
release(void)
{
	hash_index_free(&index_of_rows);
}
const struct test_setup test_setup = {
	.after = release,
};

/* How many rows have this hash; adds up their numbers. */
static size_t
rows_with(uint64_t hash, int64_t *sum)
{
	size_t position = 0, count = 0;
	int64_t row;

	*sum = 0;
	while ((row = hash_index_next(&index_of_rows, hash, &position))) {
		*sum += row;
		count++;
	}
	return count;
}

TEST(an_empty_index_has_no_row)
{
	int64_t sum;

	ck_assert_uint_eq(rows_with(0, &sum), 0);
	ck_assert_uint_eq(rows_with(1, &sum), 0);
}

TEST(rows_with_one_hash_are_all_found)
{
	int64_t row, sum;

	for (row = 1; row <= 1000; row++)
		hash_index_add(&index_of_rows, 42, row);
	hash_index_add(&index_of_rows, 43, 5000);
	ck_assert_uint_eq(rows_with(42, &sum), 1000);
	ck_assert_int_eq(sum, 500500);
	ck_assert_uint_eq(rows_with(43, &sum), 1);
	ck_assert_uint_eq(rows_with(44, &sum), 0);
}

TEST(the_greatest_row_is_kept)
{
	int64_t sum;

	hash_index_add(&index_of_rows, 1, UINT32_MAX);
	ck_assert_uint_eq(rows_with(1, &sum), 1);
	ck_assert_int_eq(sum, UINT32_MAX);
}

TEST(a_freed_index_is_empty_and_can_be_filled)
{
	int64_t sum;

	hash_index_free(&index_of_rows);
	hash_index_add(&index_of_rows, 1, 1);
	hash_index_free(&index_of_rows);
	ck_assert_uint_eq(rows_with(1, &sum), 0);
	hash_index_add(&index_of_rows, 1, 2);
	ck_assert_uint_eq(rows_with(1, &sum), 1);
	ck_assert_int_eq(sum, 2);
}

TEST(an_index_with_room_does_not_move)
{
	const struct hash_index_entry *at;
	int64_t row;

	hash_index_add(&index_of_rows, 7, 1);
	hash_index_reserve(&index_of_rows, 1000);
	at = index_of_rows.at;
	for (row = 2; row <= 1000; row++)
		hash_index_add(&index_of_rows, (uint64_t)row, row);
	ck_assert_ptr_eq(index_of_rows.at, at);
	ck_assert_uint_eq(index_of_rows.count, 1000);
}

/* Against a table that is searched from end to end. */
TEST(agrees_with_a_search_through_all_rows)
{
	static uint64_t hashes[3000];
	uint64_t seed = 4;
	size_t count, i, hash;

	for (count = 0; count < ROWS(hashes); count++) {
		/* Few hashes, close to each other and to the end of a table. */
		hashes[count] = next_random(&seed) % 700 + UINT32_MAX - 350;
		hash_index_add(&index_of_rows, hashes[count],
			       (int64_t)count + 1);
		if (count % 100 != 99)
			continue;
		for (hash = 0; hash < 700; hash++) {
			const uint64_t h = hash + UINT32_MAX - 350;
			size_t want = 0;
			int64_t want_sum = 0, sum;

			for (i = 0; i <= count; i++)
				if ((uint32_t)hashes[i] == (uint32_t)h) {
					want++;
					want_sum += (int64_t)i + 1;
				}
			ck_assert_uint_eq(rows_with(h, &sum), want);
			ck_assert_int_eq(sum, want_sum);
		}
	}
}
