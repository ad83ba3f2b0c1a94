/* str - strings that end in a NUL: copies of a fixed size, and of their own. */
#ifndef ECHOAPP_STR_H
#define ECHOAPP_STR_H

#include <stddef.h>

/* Copies as much of `from` as fits into `size` bytes, and a NUL. */
void str_copy(char *into, size_t size, const char *from);

/*
 * A copy that the caller frees; NULL for NULL.  Without memory the program
 * ends (die.h).
 */
char *str_dup(const char *text);

/* The same for `len` bytes, which need no NUL after them. */
char *str_dup_len(const char *bytes, size_t len);

#endif
