/*
 * checkup - are the files that echoapp.conf names any good?
 *
 * To find out they are read in whole, so it is done when they changed, and
 * now and then.
 */
#ifndef ECHOAPP_CHECKUP_H
#define ECHOAPP_CHECKUP_H

#include <stdbool.h>
#include <time.h>

#include "base/buffer.h"
#include "conf/conf.h"

struct conf_check {
	time_t checked_at;  /* 0: never */
	struct buffer json; /* members of a JSON object, no comma first */
	bool bad_auth;
	bool bad_rules;
	bool was_good; /* the configuration that was looked at */
	struct timespec changed[2];
};

/* Looks again, if it is time. */
void conf_check_refresh(struct conf_check *, const struct conf_file *);
void conf_check_free(struct conf_check *);

#endif
