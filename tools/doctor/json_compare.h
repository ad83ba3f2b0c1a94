/*
 * json_compare - compares a JSON response with the request.  Values are
 * compared; the order of members and the spelling of values may differ.
 */
#ifndef ECHOAPP_JSON_COMPARE_H
#define ECHOAPP_JSON_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

enum json_difference_kind {
	JSON_DIFFERENCE_MISSING, /* in the request only */
	JSON_DIFFERENCE_ADDED,	 /* in the response only */
	JSON_DIFFERENCE_RETYPED, /* as when a number became a string */
	JSON_DIFFERENCE_ROUNDED, /* a number became another */
	JSON_DIFFERENCE_CHANGED, /* another value changed */
};

struct json_difference {
	enum json_difference_kind kind;
	const char
	    *path; /* "custom.list[2]"; may hold any text of the server */
	const char *member; /* the first name of the path */
	const char *before; /* JSON texts; "" if there is none */
	const char *after;
};

typedef void json_difference_fn(void *arg, const struct json_difference *);

/*
 * Calls the function for each difference, `max` times at most.  Returns -1,
 * with the reason in `why`, if one of the texts is not one JSON object.
 */
int json_compare(const char *sent, size_t sent_len, const char *answer,
		 size_t len, size_t max, json_difference_fn *, void *arg,
		 char *why, size_t size);

/* Do two JSON numbers have the same value, as 1.50 and 15e-1 do? */
bool json_compare_numbers_equal(const char *one, size_t one_len,
				const char *two, size_t two_len);

#endif
