/*
 * condition - one test of a rule on a request's body.
 *
 * A string is tested for what it says, a number or a boolean for its JSON
 * text.  A member that is missing, null, an object or an array is nothing, has
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
	struct line_set *list; /* CONDITION_IN; NULL: not loaded */
};

/*
 * MATCH_STOPPED, negated or not: a pattern took too long, or what it would have
 * told is needed here.  A MATCH_YES of a pattern that is not negated sets the
 * groups.
 */
enum match_result condition_matches(const struct condition *,
				    const struct json_scan *,
				    struct regex_groups *);

/* Appends it as it is written in a rule. */
void condition_print(const struct condition *, struct buffer *);

void condition_free(struct condition *);

#endif
