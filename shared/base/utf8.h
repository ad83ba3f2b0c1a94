/* utf8 - well-formed UTF-8 (RFC 3629), and the \uXXXX of JSON. */
#ifndef ECHOAPP_UTF8_H
#define ECHOAPP_UTF8_H

#include <stddef.h>

#include "buffer.h"

/* The length of the sequence at `at`; 0 when it is not well-formed. */
size_t utf8_length(const unsigned char *at, size_t len);

/* Appends one code point, which is no surrogate. */
void utf8_add(struct buffer *, unsigned code);

/* What four hexadecimal digits say, or -1. */
int utf8_parse_hex4(const unsigned char *digits);

#endif
