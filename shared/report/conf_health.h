/* health - are the files that the configuration names any good? */
#ifndef ECHOAPP_CONF_HEALTH_H
#define ECHOAPP_CONF_HEALTH_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/sql.h"
#include "conf/conf.h"
#include "key_values.h"

struct rule;
struct rules;

/* Why nobody could prove who they are, into `words`; false: they can. */
bool conf_health_auth_error(const struct conf *, char *error, size_t size);

/* Both tell, and return whether something is wrong. */
bool conf_health_auth(struct key_values *, const struct conf *);
bool conf_health_rules(struct key_values *, const struct conf *);

/*
 * Joins the operator's rest_client_config, if there is one, with the rules, as
 * connect does; appends the JSON object, if there is anything to say.  `tell`
 * may be NULL.  Returns 0, or -1 with words in `error`.
 */
int conf_health_client_config(const struct conf *, const struct rules *,
			      struct buffer *json,
			      void (*report)(void *, const struct rule *,
					     const char *why),
			      void *arg, char *error, size_t size);

/* What refused hooks, and how often. */
void conf_health_refusals(struct key_values *, struct sql *);

#endif
