/* health - are the files that the configuration names any good? */
#ifndef ECHOAPP_HEALTH_H
#define ECHOAPP_HEALTH_H

#include <stdbool.h>

#include "conf.h"
#include "sheet.h"
#include "sql.h"

/* Both tell, and return whether something is wrong. */
bool health_of_auth(struct sheet *, const struct conf *);
bool health_of_rules(struct sheet *, const struct conf *);

/* What refused hooks, and how often. */
void health_refusals(struct sheet *, struct sql *);

#endif
