/*
 * digits - numbers as text, for what is written or read by the million.
 *
 * Eight hexadecimal digits are the bytes of one number, the first digit in the
 * highest byte.
 */
#ifndef ECHOAPP_DIGITS_H
#define ECHOAPP_DIGITS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline void
digits_put_hex8(char at[8], uint32_t n)
{
	uint64_t v = n, letters;

	v = (v | v << 16) & UINT64_C(0x0000ffff0000ffff);
	v = (v | v << 8) & UINT64_C(0x00ff00ff00ff00ff);
	v = (v | v << 4) & DIGITS_EACH(0x0f);
	/* Ten or more carries into the fifth bit. */
	letters = (v + DIGITS_EACH(6)) >> 4 & DIGITS_EACH(1);
	v += DIGITS_EACH('0') + letters * ('a' - '0' - 10);
	v = htobe64(v);
	memcpy(at, &v, sizeof v);
}

/* Writes 16 digits of hexadecimal in lower case. */
static inline void
digits_put_hex(char at[16], uint64_t n)
{
	digits_put_hex8(at, (uint32_t)(n >> 32));
	digits_put_hex8(at + 8, (uint32_t)n);
}

/* Reads eight digits of hexadecimal in lower case; false: one is none. */
static inline bool
digits_get_hex8(const char at[8], uint32_t *n)
{
	uint64_t v;
	char again[8];

	memcpy(&v, at, sizeof v);
	v = be64toh(v);
	v = (v & DIGITS_EACH(0x0f)) + (v >> 6 & DIGITS_EACH(1)) * 9;
	v = (v | v >> 4) & UINT64_C(0x00ff00ff00ff00ff);
	v = (v | v >> 8) & UINT64_C(0x0000ffff0000ffff);
	*n = (uint32_t)(v | v >> 16);
	/* Anything else is written in another way than it was read. */
	digits_put_hex8(again, *n);
	return memcmp(again, at, sizeof again) == 0;
}

/* The same of 8 to 16 digits. */
static inline bool
digits_get_hex(const char *at, size_t digits, uint64_t *n)
{
	size_t low_digits = digits - 8;
	uint32_t high, low;

	if (!digits_get_hex8(at, &high) ||
	    !digits_get_hex8(at + low_digits, &low))
		return false;
	*n = (uint64_t)high << 4 * low_digits |
	     (low & ((UINT64_C(1) << 4 * low_digits) - 1));
	return true;
}

/* Writes `width` digits, an even number, of a number that has no more. */
static inline void
digits_put_decimal(char *at, size_t width, uint64_t n)
{
	static const char pairs[] = "0001020304050607080910111213141516171819"
				    "2021222324252627282930313233343536373839"
				    "4041424344454647484950515253545556575859"
				    "6061626364656667686970717273747576777879"
				    "8081828384858687888990919293949596979899";

	for (; width >= 2; width -= 2, n /= 100)
		memcpy(at + width - 2, pairs + 2 * (n % 100), 2);
}

#endif
