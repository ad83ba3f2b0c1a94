/*
 * condition - one test of a rule on a request's body or on a fact.
 *
 * The test is of a string's text, or of a number's or boolean's JSON text.  A
 * member that is missing, null, an object or an array equals no value, matches
 * no pattern and is in no list; but an object or an array exists.
 */
#ifndef ECHOAPP_CONDITION_H
#define ECHOAPP_CONDITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "base/line_set.h"
#include "base/regex.h"
#include "field_path.h"
#include "rule_value.h"

struct condition {
	bool negated;
	enum condition_test {
		CONDITION_IS,	  /* FIELD is VALUE */
		CONDITION_REGEX,  /* FIELD ~ REGEX */
		CONDITION_IN,	  /* FIELD in FILE */
		CONDITION_EXISTS, /* FIELD exists */
	} test;
	struct field_path field;
	struct rule_value value; /* CONDITION_IS */
	char *text; /* CONDITION_REGEX: the pattern; CONDITION_IN: the file's
		       path */
	struct regex *regex;
	struct line_set *list; /* CONDITION_IN; NULL: not read */
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
