/*
 * condition - one test of a rule on a request's body or on a fact.
 *
 *	FIELD is VALUE           FIELD ~ REGEX         FIELD exists
 *	FIELD in FILE            FIELD in NAME         a line, or a define
 *	FIELD in prefixes FILE   FIELD in networks FILE
 *	FIELD < VALUE            also <=, > and >=     numbers, times, dates
 *	FIELD between VALUE and VALUE
 *
 * The test is of a string's text, or of a number's or boolean's JSON text.  A
 * member that is missing, null, an object or an array passes no test; but an
 * object or an array exists.  After `any` the test is of each element of an
 * array, and of each word of a string.
 */
#ifndef ECHOAPP_CONDITION_H
#define ECHOAPP_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "base/line_set.h"
#include "base/network_set.h"
#include "base/regex.h"
#include "field_path.h"
#include "local_clock.h"
#include "rule_value.h"
#include "value_range.h"

struct condition {
	bool negated;
	enum condition_test {
		CONDITION_IS,	  /* FIELD is VALUE */
		CONDITION_REGEX,  /* FIELD ~ REGEX */
		CONDITION_IN,	  /* FIELD in FILE */
		CONDITION_EXISTS, /* FIELD exists */
		CONDITION_PREFIXES,
		CONDITION_NETWORKS,
		CONDITION_LESS,
		CONDITION_AT_MOST,
		CONDITION_MORE,
		CONDITION_AT_LEAST,
		CONDITION_BETWEEN,
		CONDITION_TESTS
	} test;
	bool any;
	struct field_path field;
	struct rule_value value; /* CONDITION_IS */
	/* The pattern, the path of a file, or the low bound as written. */
	char *text;
	char *high; /* CONDITION_BETWEEN: the high bound as written */
	char *zone; /* of a fact `now`; NULL: UTC */
	struct regex *regex;
	struct value_range range; /* from CONDITION_LESS on */
	/* CONDITION_IN and CONDITION_PREFIXES; NULL: not read */
	struct line_set *list;
	struct network_set *networks; /* CONDITION_NETWORKS; NULL: not read */
};

/*
 * MATCH_STOPPED, negated or not: a pattern took too long, its groups are needed
 * but unknown, a file was not read, or what the session has is unknown.  A
 * pattern that is not negated sets the groups when it matches.
 */
enum match_result condition_matches(const struct condition *,
				    const struct facts *,
				    struct regex_groups *);

/* Appends the condition as rules.conf spells it. */
void condition_print(const struct condition *, struct buffer *);

void condition_free(struct condition *);

#endif
