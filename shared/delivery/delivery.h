/*
 * delivery - a line that chooses what a destination gets.
 *
 *	deliver cdr to NAME [if COND {and COND}]
 *	deliver HOOK to NAME [if COND {and COND}]
 *
 * The conditions are those of rules.conf (condition.h).  For a hook they test
 * its body as the journal has it.  For `cdr` they test the columns of a call
 * record, and appKey, nodeId and sessionId as other names of app, node and
 * session.
 */
#ifndef ECHOAPP_DELIVERY_H
#define ECHOAPP_DELIVERY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "rules/condition.h"
#include "rules/rule_cursor.h"

/* The word for call records, where others name a hook. */
#define DELIVERY_CDR "cdr"

struct delivery {
	char *what; /* DELIVERY_CDR, or a hook in WCS's spelling */
	char *destination;
	struct condition *conditions;
	size_t condition_count;
	unsigned line;
};

/* Parses the words after `deliver`; as destination_parse(). */
int delivery_parse(struct delivery *, struct rule_cursor *);

/* Reads the files that the conditions name, relative to `dir`.  0 or -1. */
int delivery_load(struct delivery *, const char *dir, struct error *);

bool delivery_is_of_records(const struct delivery *);

/*
 * Do all conditions hold for this record, or this body of a hook?  A condition
 * that cannot be decided counts as fulfilled, because a record too many can be
 * thrown away, and one that is missing cannot be billed.
 */
bool delivery_matches(const struct delivery *, const struct json_scan *body);

/* Appends the line, without a newline. */
void delivery_print(const struct delivery *, struct buffer *);

void delivery_free(struct delivery *);

#endif
