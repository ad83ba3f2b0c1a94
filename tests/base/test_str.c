/* str: a copy of a fixed size is cut and ends in a NUL; others are whole. */

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

TEST(a_copy_is_what_printf_makes_of_it)
{
	const char *const from[] = { "", "a", "1234567", "12345678",
				     "123456789" };
	size_t i, size;

	for (i = 0; i < ROWS(from); i++)
		for (size = 1; size < 12; size++) {
			char copy[16], want[16];

			memset(copy, 'x', sizeof copy);
			memset(want, 'x', sizeof want);
			str_copy(copy, size, from[i]);
			snprintf(want, size, "%s", from[i]);
			ck_assert_mem_eq(copy, want, sizeof copy);
		}
}

TEST(a_copy_of_a_text_is_another_text)
{
	char text[] = "text", *copy = str_dup(text);

	text[0] = 'x';
	ck_assert_str_eq(copy, "text");
	free(copy);
	copy = str_dup("");
	ck_assert_str_eq(copy, "");
	free(copy);
	ck_assert_ptr_null(str_dup(NULL));
}

TEST(a_copy_of_bytes_has_just_these)
{
	static const char bytes[] = { 'a', '\0', 'b', 'c' };
	size_t len;

	for (len = 0; len <= sizeof bytes; len++) {
		char *copy = str_dup_len(bytes, len);

		ck_assert_mem_eq(copy, bytes, len);
		ck_assert_int_eq(copy[len], '\0');
		free(copy);
	}
}
