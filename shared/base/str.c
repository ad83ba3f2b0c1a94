/* text - strings of the C library's kind, in places of a fixed size. */

#include "str.h"

#include <string.h>

void
str_copy(char *into, size_t size, const char *from)
{
	size_t len = strnlen(from, size - 1);

	memcpy(into, from, len);
	into[len] = '\0';
}
