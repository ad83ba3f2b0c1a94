/* conf_health - can the files that the configuration names be used? */
#ifndef ECHOAPP_CONF_HEALTH_H
#define ECHOAPP_CONF_HEALTH_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "conf/conf.h"

struct rule;
struct rules;

/*
 * Reads the secrets or passwords.  Returns true if hooks cannot be
 * authenticated, and why.
 */
bool conf_health_auth_error(const struct conf *, struct error *);

/* Adds the directories of the rules and of all files that they name. */
void conf_health_add_paths(const struct conf *, struct sandbox_paths *);

/*
 * Merges the operator's rest_client_config, if there is one, with the rules, as
 * connect does, and appends the JSON object, if it has members.  Calls
 * `report`, which may be NULL, for each rule that the operator's file
 * overrides.  Returns 0, or -1 with the error, which begins with the file's
 * path.
 */
int conf_health_client_config(const struct conf *, const struct rules *,
			      struct buffer *json,
			      void (*report)(void *, const struct rule *,
					     const char *why),
			      void *arg, struct error *);

/* 0, or -1 with file, line and what to do: `timezone` is no zone here. */
int conf_health_timezone(const struct conf_file *, struct error *);

#endif
