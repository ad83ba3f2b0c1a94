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

struct checkup {
	time_t when;	     /* 0: never */
	struct buffer found; /* members of a JSON object, no comma first */
	bool bad_auth;
	bool bad_rules;
	bool was_good; /* the configuration that was looked at */
	struct timespec changed[2];
};

/* Looks again, if it is time. */
void checkup(struct checkup *, const struct conf_file *);
void checkup_free(struct checkup *);

#endif
