/*
 * mirror - is an answer what was sent?  The order of members and the spelling
 * of strings and numbers are free, the values are not.
 */
#ifndef ECHOAPP_MIRROR_H
#define ECHOAPP_MIRROR_H

#include <stdbool.h>
#include <stddef.h>

enum json_difference_kind {
	JSON_DIFFERENCE_MISSING, /* it was sent, and is not in the answer */
	JSON_DIFFERENCE_ADDED,	 /* it was not sent */
	JSON_DIFFERENCE_RETYPED, /* a number became a string, an object an array
				  */
	JSON_DIFFERENCE_ROUNDED, /* a number became another */
	JSON_DIFFERENCE_CHANGED, /* so did something else */
};

struct json_difference {
	enum json_difference_kind kind;
	const char *path; /* "custom.list[2]"; it may have come from the peer */
	const char *member; /* the member of the body that it is in */
	const char *before; /* JSON texts; "" where there is none */
	const char *after;
};

typedef void json_difference_fn(void *arg, const struct json_difference *);

/*
 * Tells all differences, but not more than `most`.  -1: the answer is not one
 * JSON object, and `why` has words.
 */
int json_compare(const char *sent, size_t sent_len, const char *answer,
		 size_t len, size_t most, json_difference_fn *, void *arg,
		 char *why, size_t size);

/* Do two JSON numbers have the same value?  1.50 and 15e-1 do. */
bool json_compare_numbers_equal(const char *one, size_t one_len,
				const char *two, size_t two_len);

#endif
