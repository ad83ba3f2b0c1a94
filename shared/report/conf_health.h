/* health - are the files that the configuration names any good? */
#ifndef ECHOAPP_HEALTH_H
#define ECHOAPP_HEALTH_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "conf/conf.h"
#include "key_values.h"

struct rule;
struct rules;

/* Why nobody could prove who they are, into `words`; false: they can. */
bool health_auth_trouble(const struct conf *, char *words, size_t size);

/* Both tell, and return whether something is wrong. */
bool health_of_auth(struct sheet *, const struct conf *);
bool health_of_rules(struct sheet *, const struct conf *);

/*
 * Joins the operator's rest_client_config, if there is one, with the rules, as
 * connect does; appends the JSON object, if there is anything to say.  `tell`
 * may be NULL.  Returns 0, or -1 with words in `error`.
 */
int health_of_client_config(const struct conf *, const struct rules *,
			    struct buffer *json,
			    void (*tell)(void *, const struct rule *,
					 const char *why),
			    void *arg, char *error, size_t size);

/* What refused hooks, and how often. */
void health_refusals(struct sheet *, struct sql *);

#endif
