/* comma_list - names in one string, separated by commas. */

#include "comma_list.h"

#include <string.h>

bool
comma_list_has(const char *list, const char *name)
{
	const size_t len = strlen(name);

	while (list && *list) {
		const char *word = list + strspn(list, " \t");
		const char *end = list + strcspn(list, ",");

		if (word + len <= end && memcmp(word, name, len) == 0 &&
		    word + len + strspn(word + len, " \t") == end)
			return true;
		list = end + (*end == ',');
	}
	return false;
}
