/* utf8 - well-formed UTF-8 (RFC 3629), and the \uXXXX of JSON. */

#include "utf8.h"

size_t
utf8_length(const unsigned char *at, size_t len)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t want, i;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	want = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (len < want)
		return 0;
	/* No overlong forms, no surrogates, nothing above U+10FFFF. */
	if (at[0] == 0xe0)
		low = 0xa0;
	else if (at[0] == 0xed)
		high = 0x9f;
	else if (at[0] == 0xf0)
		low = 0x90;
	else if (at[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < want; i++) {
		if (at[i] < low || at[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return want;
}

void
utf8_add(struct buffer *out, unsigned code)
{
	char c[4];
	size_t n = 0;

	if (code < 0x80) {
		c[n++] = (char)code;
	} else if (code < 0x800) {
		c[n++] = (char)(0xc0 | code >> 6);
		c[n++] = (char)(0x80 | (code & 63));
	} else if (code < 0x10000) {
		c[n++] = (char)(0xe0 | code >> 12);
		c[n++] = (char)(0x80 | (code >> 6 & 63));
		c[n++] = (char)(0x80 | (code & 63));
	} else {
		c[n++] = (char)(0xf0 | code >> 18);
		c[n++] = (char)(0x80 | (code >> 12 & 63));
		c[n++] = (char)(0x80 | (code >> 6 & 63));
		c[n++] = (char)(0x80 | (code & 63));
	}
	buffer_add(out, c, n);
}

int
utf8_parse_hex4(const unsigned char *digits)
{
	int i, value = 0;

	for (i = 0; i < 4; i++) {
		int c = digits[i], digit;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			digit = (c | 32) - 'a' + 10;
		else
			return -1;
		value = value * 16 + digit;
	}
	return value;
}
