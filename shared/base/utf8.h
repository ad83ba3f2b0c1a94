/* utf8 - well-formed UTF-8 (RFC 3629), and the \uXXXX of JSON. */
#ifndef ECHOAPP_UTF8_H
#define ECHOAPP_UTF8_H

#include <stddef.h>

#include "buffer.h"

/* The length of the sequence at `at`, or 0 if it is not well-formed. */
size_t utf8_length(const unsigned char *at, size_t len);

/* Appends one code point, which must not be a surrogate. */
void utf8_add(struct buffer *, unsigned code);

/* The value of four hexadecimal digits, or -1. */
int utf8_parse_hex4(const unsigned char *digits);

#endif
