/*
 * mirror - is an answer what was sent?  The order of members and the spelling
 * of strings and numbers are free, the values are not.
 */
#ifndef ECHOAPP_MIRROR_H
#define ECHOAPP_MIRROR_H

#include <stdbool.h>
#include <stddef.h>

enum mirror_kind {
	MIRROR_MISSING, /* it was sent, and is not in the answer */
	MIRROR_ADDED,	/* it was not sent */
	MIRROR_RETYPED, /* a number became a string, an object an array */
	MIRROR_ROUNDED, /* a number became another */
	MIRROR_CHANGED, /* so did something else */
};

struct mirror_difference {
	enum mirror_kind kind;
	const char *path; /* "custom.list[2]"; it may have come from the peer */
	const char *top;  /* the member of the body that it is in */
	const char *before; /* JSON texts; "" where there is none */
	const char *after;
};

typedef void mirror_tell(void *arg, const struct mirror_difference *);

/*
 * Tells all differences, but not more than `most`.  -1: the answer is not one
 * JSON object, and `why` has words.
 */
int mirror(const char *sent, size_t sent_len, const char *answer, size_t len,
	   size_t most, mirror_tell *, void *arg, char *why, size_t size);

/* Do two JSON numbers have the same value?  1.50 and 15e-1 do. */
bool mirror_same_number(const char *one, size_t one_len, const char *two,
			size_t two_len);

#endif
