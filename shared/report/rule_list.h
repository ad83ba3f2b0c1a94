/*
 * rule_list - the rules as readers are shown them, and the keys that limits
 * count by.
 *
 * A rule that names a member that the journal does not keep, such as a token,
 * is shown without its conditions and values: they may be secrets.
 */
#ifndef ECHOAPP_RULE_LIST_H
#define ECHOAPP_RULE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/timestamp.h"
#include "conf/conf.h"
#include "protocol/entity_kind.h"

struct rule_list_entry {
	char *place; /* "rules.conf:3", as in the journal */
	char *text;  /* one line, or what may be shown of it */

	/* Of limits. */
	bool is_limit;
	uint64_t max;
	const char *window;	  /* "active", "minute", ... */
	timestamp within;	  /* that long; microseconds, 0: active */
	enum entity_kind counted; /* whose slots are active */
	char *key;	   /* "call by caller = "; its slots' keys begin so */
	bool hides_values; /* the keys end in a digest */
};

/* A zeroed struct is an empty list. */
struct rule_list {
	struct rule_list_entry *at; /* in the order of their lines */
	size_t count;
};

/*
 * Reads the rules of the configuration again.  Rules with an error leave the
 * list as it was, because the rules before stay in force.
 */
void rule_list_refresh(struct rule_list *, const struct conf *);
void rule_list_free(struct rule_list *);

#endif
