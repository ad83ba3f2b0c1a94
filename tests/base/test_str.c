/* text: what has no room is left out, and every copy ends. */

#include "base/str.h"

#include <stdio.h>
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
