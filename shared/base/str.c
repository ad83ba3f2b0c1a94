/* str - copies of strings. */

#include "str.h"

#include <stdlib.h>
#include <string.h>

#include "die.h"

void
str_copy(char *into, size_t size, const char *from)
{
	size_t len = strnlen(from, size - 1);

	memcpy(into, from, len);
	into[len] = '\0';
}

char *
str_dup(const char *text)
{
	return text ? str_dup_len(text, strlen(text)) : NULL;
}

char *
str_dup_len(const char *bytes, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		die(EXIT_TEMPORARY, "cannot copy a text of %zu bytes:", len);
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}
