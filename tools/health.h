/* health - are the files that the configuration names any good? */
#ifndef ECHOAPP_HEALTH_H
#define ECHOAPP_HEALTH_H

#include <stdbool.h>

#include "conf.h"
#include "sheet.h"
#include "sql.h"

struct rules;

/* Both tell, and return whether something is wrong. */
bool health_of_auth(struct sheet *, const struct conf *);
bool health_of_rules(struct sheet *, const struct conf *);

/*
 * Can the operator's rest_client_config be joined with the rules?  Returns 0,
 * or -1 with words in `error`.
 */
int health_of_client_config(const struct conf *, const struct rules *,
			    char *error, size_t size);

/* What refused hooks, and how often. */
void health_refusals(struct sheet *, struct sql *);

#endif
