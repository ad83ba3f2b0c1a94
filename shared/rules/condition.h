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
	enum test {
		IS,	/* FIELD is VALUE */
		LIKE,	/* FIELD ~ REGEX */
		IN,	/* FIELD in FILE */
		EXISTS, /* FIELD exists */
	} test;
	struct member_path member;
	struct value value; /* IS */
	char *text;	    /* LIKE: the pattern; IN: the file's path */
	struct pattern *pattern;
	struct listfile *list; /* IN; NULL: not loaded */
};

/*
 * STOPPED, negated or not: a pattern took too long, or what it would have told
 * is needed here.  A MATCH of a pattern that is not negated sets the groups.
 */
enum match condition_matches(const struct condition *, const struct scan *,
			     struct groups *);

/* Appends it as it is written in a rule. */
void condition_print(const struct condition *, struct buffer *);

void condition_free(struct condition *);

#endif
