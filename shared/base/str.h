/* str - copies of strings. */
#ifndef ECHOAPP_STR_H
#define ECHOAPP_STR_H

#include <stddef.h>

/* Copies as much of `from` as fits into `size` bytes with a NUL. */
void str_copy(char *into, size_t size, const char *from);

/*
 * Returns a copy that the caller frees, or NULL for NULL.  Running out of
 * memory ends the program (die.h).
 */
char *str_dup(const char *text);

/* The same of `len` bytes; the copy ends in a NUL, `bytes` need not. */
char *str_dup_len(const char *bytes, size_t len);

#endif
