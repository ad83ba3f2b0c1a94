/*
 * conf_check - keeps what summary_check_files() found.
 *
 * The check reads whole files, so it runs only after a file has changed, and
 * every 15 s for the lists that the rules name.
 */
#ifndef ECHOAPP_CONF_CHECK_H
#define ECHOAPP_CONF_CHECK_H

#include <stdbool.h>
#include <time.h>

#include "report/rule_list.h"
#include "report/summary.h"

/* A zeroed struct is ready. */
struct conf_check {
	struct summary_files files; /* zeroed without a usable configuration */
	struct rule_list rules;	    /* as they were when they had no error */
	time_t checked_at;	    /* 0: never */
	bool was_usable;	    /* the configuration, at that time */
	struct timespec changed[2]; /* of echoapp.conf and the rules */
};

/* Checks again, if it is time. */
void conf_check_refresh(struct conf_check *, const struct conf_file *);
void conf_check_free(struct conf_check *);

#endif
