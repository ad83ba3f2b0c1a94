/* quantity: bytes and spans of time with units. */

#include "report/quantity.h"

#include <string.h>

#include "support/harness.h"

static const struct {
	int64_t bytes;
	const char *text;
} amounts[] = {
	{ 0, "0 B" },
	{ 999, "999 B" },
	{ 1000, "1.0 kB" },
	{ 99949, "99.9 kB" },
	{ 100000, "100 kB" },
	{ 999949, "1000 kB" },
	{ 999950, "1.0 MB" },
	{ 12345678, "12.3 MB" },
	{ 5000000000, "5.0 GB" },
	{ INT64_MAX, "9223372 TB" },
};

TEST_LOOP(bytes_have_a_unit, ROWS(amounts))
{
	struct buffer b = { 0 };

	quantity_add_bytes(&b, amounts[_i].bytes);
	buffer_add(&b, "", 1);
	ck_assert_str_eq(b.at, amounts[_i].text);
	buffer_free(&b);
}

static const struct {
	int64_t span;
	const char *text;
} spans[] = {
	{ 0, "0 s" },
	{ 250000, "250 ms" },
	{ 7 * INT64_C(1000000), "7 s" },
	{ 7999999, "7 s" },
	{ 42 * INT64_C(1000000), "42 s" },
	{ 303 * INT64_C(1000000), "5 min 3 s" },
	{ 7800 * INT64_C(1000000), "2 h 10 min" },
	{ 273600 * INT64_C(1000000), "3 d 4 h" },
};

TEST_LOOP(a_span_has_its_two_largest_units, ROWS(spans))
{
	struct buffer b = { 0 };

	quantity_add_span(&b, spans[_i].span);
	buffer_add(&b, "", 1);
	ck_assert_str_eq(b.at, spans[_i].text);
	buffer_free(&b);
}
