/* buffer: it grows, keeps its content, and frees memory beyond a limit. */

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"

TEST(keeps_what_was_added_while_it_grows)
{
	struct buffer b = { 0 };
	size_t i;

	for (i = 0; i < 100000; i++) {
		char c = (char)(i * 7);

		buffer_add(&b, &c, 1);
	}
	ck_assert_uint_eq(b.len, 100000);
	ck_assert_uint_ge(b.cap, b.len);
	for (i = 0; i < b.len; i++)
		ck_assert_int_eq(b.at[i], (char)(i * 7));
	buffer_free(&b);
}

TEST(has_as_much_room_as_was_asked_for)
{
	struct buffer b = { 0 };
	size_t more;

	for (more = 1; more < 1 << 22; more = more * 3 + 1) {
		size_t len = b.len;
		char *at = buffer_reserve(&b, more);

		ck_assert_uint_eq(b.len, len);
		ck_assert_ptr_eq(at, b.at + len);
		ck_assert_uint_ge(b.cap - len, more);
		memset(at, 'x', more);
		b.len += more / 2;
	}
	buffer_free(&b);
}

TEST(adds_nothing_without_needing_memory)
{
	struct buffer b = { 0 };

	buffer_add(&b, NULL, 0);
	buffer_str(&b, "");
	ck_assert_ptr_null(b.at);
	ck_assert_uint_eq(b.len, 0);
}

TEST(prints_short_and_long_behind_what_is_there)
{
	struct buffer b = { 0 };
	char wide[3000], want[3100];
	int len;

	memset(wide, 'w', sizeof wide - 1);
	for (len = 0; len < (int)sizeof wide; len++) {
		size_t n = (size_t)snprintf(want, sizeof want, "<%d%.*s>", len,
					    len, wide);

		b.len = 0;
		buffer_str(&b, "<");
		buffer_printf(&b, "%d%.*s", len, len, wide);
		buffer_str(&b, ">");
		ck_assert_uint_eq(b.len, n);
		ck_assert_mem_eq(b.at, want, n);
	}
	buffer_free(&b);
}

static void
is_number(int64_t number)
{
	struct buffer b = { 0 };
	char want[32];

	snprintf(want, sizeof want, "n%lld", (long long)number);
	buffer_str(&b, "n");
	buffer_number(&b, number);
	ck_assert_uint_eq(b.len, strlen(want));
	ck_assert_mem_eq(b.at, want, b.len);
	buffer_free(&b);
}

TEST(a_number_is_what_printf_makes_of_it)
{
	uint64_t random = 7;
	int shift;

	is_number(0);
	is_number(INT64_MIN);
	is_number(INT64_MAX);
	for (shift = 0; shift < 64 * 50; shift++)
		is_number((int64_t)next_random(&random) >> shift % 64);
}

TEST(gives_back_only_what_is_beyond_the_limit)
{
	struct buffer b = { 0 };

	buffer_str(&b, "small");
	buffer_clear(&b, 4096);
	ck_assert_uint_eq(b.len, 0);
	ck_assert_ptr_nonnull(b.at);
	buffer_reserve(&b, 100000);
	buffer_clear(&b, 4096);
	ck_assert_ptr_null(b.at);
	ck_assert_uint_eq(b.cap, 0);
	buffer_str(&b, "again");
	ck_assert_mem_eq(b.at, "again", 5);
	buffer_free(&b);
}
