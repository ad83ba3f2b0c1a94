/* digits: numbers as text and back. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "support/harness.h"

/* Numbers with every count of digits. */
static uint64_t
number(unsigned i)
{
	return (UINT64_C(0x9e3779b97f4a7c15) * (i + 1)) >> i % 64;
}

TEST(hexadecimal_is_written_as_printf_writes_it_and_read_back)
{
	char text[16], expected[24];
	uint64_t n;
	unsigned i;

	for (i = 0; i < 10000; i++) {
		snprintf(expected, sizeof expected, "%016" PRIx64, number(i));
		digits_put_hex(text, number(i));
		ck_assert_mem_eq(text, expected, 16);
		ck_assert(digits_get_hex(text, 16, &n));
		ck_assert_uint_eq(n, number(i));
		ck_assert(digits_get_hex(text + 2, 14, &n));
		ck_assert_uint_eq(n, number(i) & (UINT64_MAX >> 8));
		ck_assert(digits_get_hex(text + 8, 8, &n));
		ck_assert_uint_eq(n, (uint32_t)number(i));
	}
}

TEST_LOOP(no_other_byte_is_a_digit_of_hexadecimal, 16)
{
	char text[] = "0123456789abcdef";
	uint64_t n;
	int c;

	for (c = 0; c < 256; c++) {
		bool is_digit = c && strchr("0123456789abcdef", c);

		text[_i] = (char)c;
		ck_assert_int_eq(digits_get_hex(text, 16, &n), is_digit);
	}
}

TEST(decimal_has_its_width)
{
	char text[16], expected[24];
	unsigned i;

	for (i = 0; i < 10000; i++) {
		uint64_t n = number(i) % UINT64_C(10000000000000000);

		snprintf(expected, sizeof expected, "%016" PRIu64, n);
		digits_put_decimal(text, 16, n);
		ck_assert_mem_eq(text, expected, 16);
		digits_put_decimal(text, 4, n % 10000);
		ck_assert_mem_eq(text, expected + 12, 4);
	}
}
