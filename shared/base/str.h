/* text - strings of the C library's kind, in places of a fixed size. */
#ifndef ECHOAPP_TEXT_H
#define ECHOAPP_TEXT_H

#include <stddef.h>

/* As much of `from` as there is room for in `size` bytes, and a NUL. */
void str_copy(char *into, size_t size, const char *from);

#endif
