/* comma_list: a list is searched without being taken apart. */

#include "base/comma_list.h"

#include <string.h>

#include "support/harness.h"

TEST(a_name_is_a_whole_item)
{
	ck_assert(comma_list_has("a", "a"));
	ck_assert(comma_list_has("a,b", "a"));
	ck_assert(comma_list_has("a,b", "b"));
	ck_assert(comma_list_has(" a\t, b c ,d", "a"));
	ck_assert(comma_list_has(" a\t, b c ,d", "b c"));
	ck_assert(comma_list_has(",,a,", "a"));
	ck_assert(!comma_list_has("ab", "a"));
	ck_assert(!comma_list_has("ab", "b"));
	ck_assert(!comma_list_has("a b", "a"));
	ck_assert(!comma_list_has("a,b", "a,b"));
	ck_assert(!comma_list_has("a", "A"));
}

TEST(an_empty_list_has_nothing)
{
	ck_assert(!comma_list_has(NULL, "a"));
	ck_assert(!comma_list_has("", "a"));
	ck_assert(!comma_list_has(" , ,", "a"));
}

/* Cuts the list into its items, and compares each. */
static bool
has_item(const char *list, const char *name)
{
	char copy[32], *rest = copy, *item;

	strcpy(copy, list);
	while ((item = strsep(&rest, ","))) {
		char *end = item + strlen(item);

		item += strspn(item, " \t");
		while (end > item && strchr(" \t", end[-1]))
			*--end = '\0';
		if (strcmp(item, name) == 0)
			return true;
	}
	return false;
}

TEST(agrees_with_a_list_that_is_cut_into_items)
{
	uint64_t seed = 3;
	int i, found = 0;

	for (i = 0; i < 200000; i++) {
		char list[16], name[4];
		size_t len = next_random(&seed) % sizeof list, n;

		list[len] = '\0';
		while (len > 0)
			list[--len] = "ab,, \t"[next_random(&seed) % 6];
		n = 1 + next_random(&seed) % (sizeof name - 1);
		name[n] = '\0';
		while (n > 0)
			name[--n] = "ab"[next_random(&seed) % 2];
		ck_assert_msg(comma_list_has(list, name) ==
				  has_item(list, name),
			      "\"%s\" in \"%s\"", name, list);
		found += has_item(list, name);
	}
	ck_assert_int_gt(found, 10000);
}
